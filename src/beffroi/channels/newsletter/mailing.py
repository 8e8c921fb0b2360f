"""The mail that asks to confirm a subscription."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.newsletter import wording
from beffroi.channels.newsletter.models import Letter
from beffroi.ground.places.models import District
from beffroi.ground.town.models import Town
from beffroi.kernel import mail, tokens


def ask_to_confirm(*, email: str, letters: list[Letter], topics: list[str], district: District | None, language: str, at: datetime) -> None:
    """Double opt-in. All that was wished is in the signed link: no row is made for an address that does not answer."""
    said: dict[str, Any] = {
        "email": email,
        "letters": [letter.pk for letter in letters],
        "topics": topics,
        "district": district.pk if district else 0,
        "language": language,
    }
    with override(language):
        url = mail.site() + reverse("newsletter:confirm", args=[tokens.sign(wording.CONFIRM, said, at=at)])
        text = _(
            "Somebody, perhaps you, asked to receive this at this address:\n\n%(letters)s\n\n"
            "To confirm, open this page and press the button. It waits for seven days:\n%(url)s\n\n"
            "If it was not you, do nothing: you will receive nothing more."
        ) % {"letters": "\n".join(f"– {letter.name}" for letter in letters), "url": url}
        subject = _("Confirm your subscription – %(town)s") % {"town": Town.current().name}
    mail.send(to=email, subject=subject, text=text, key=f"newsletter-confirm:{email}:{at.timestamp()}", language=language)
