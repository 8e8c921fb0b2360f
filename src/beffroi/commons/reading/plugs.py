"""The line of the register about automated reading (GDPR, articles 13 and 30; nothing here decides: article 22 does not apply)."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account


def nothing_kept(account: Account) -> Iterable[dict[str, Any]]:
    """What is found in a text is kept one day, under the digest of the text: it leads to nobody."""
    return ()


personal_data.register(
    PersonalData(
        kind="reading",
        label=_("Automated reading of texts"),
        purpose=_(
            "Warning before personal data are published, showing what was said before, and telling the team what to read first (possible "
            "insult, distress, urgency). A person always decides: nothing is refused, hidden or ranked in public by a program."
        ),
        data=_("The words of a text, read on this server by fixed rules; no profile, nothing is sent elsewhere."),
        retention=_(
            "One day, under a digest of the text, without its author. In an open moderation case, the words found stay with the case."
        ),
        export=nothing_kept,
        fields=("moderation.Case.signals",),  # the only place where words found outlive the day
    )
)
