"""Mails to the persons concerned. None says who somebody is, or who the other one is."""

from datetime import datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.kernel import mail


def _subject(name: str) -> str:
    return {
        "conflict_opened": _("Your verification: we look at it"),
        "conflict_moved": _("You are verified"),
        "conflict_kept": _("Your verification could not be completed"),
        "conflict_lost": _("Your verification moved to your other account"),
        "verified": _("You are verified"),
        "letter_printed": _("Your letter is on its way"),
        "act_done": _("What you wrote is published"),
        "act_refused": _("What you wrote is still waiting"),
        "agreed": _("Your parent agrees"),
        "parent_refused": _("Your parent does not agree"),
    }[name]


def tell(*, account: Account, name: str, key: str, at: datetime, **said: Any) -> None:
    """One mail, once per key; nobody is written to who has no address."""
    if not account.email:
        return
    with override(account.language):
        town = Town.current()
        context = {"town": town.name, "contact": town.email, "page": mail.site() + reverse("verification:mine"), **said}
        text = render_to_string(f"verification/mail/{name}.txt", context)
        mail.send(to=account.email, subject=_subject(name), text=text, key=f"verification-{key}", language=account.language)
