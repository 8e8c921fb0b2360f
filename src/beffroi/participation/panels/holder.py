"""Personal data of panels."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.panels.actions import forget_account
from beffroi.participation.panels.models import Candidate, said_of
from beffroi.participation.panels.pool import features_of


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    """What she said when she signed up, and whether she was drawn."""
    for row in Candidate.objects.filter(account=account).select_related("panel__component").order_by("pk"):
        found: dict[str, Any] = {
            pgettext("my data", "Citizens’ panel"): row.panel.component.title,
            pgettext("my data", "Number in the draw"): row.pseudonym,
            pgettext("my data", "Signed up on"): row.at,
        }
        found |= {key: value for key, value in row.contact.items() if key != "code"}
        found |= {question: answer for question, answer in said_of(row.answers, features_of(row.panel)) if answer}
        found[pgettext("my data", "What you need")] = row.needs.get("words", "")
        found[pgettext("my data", "Drawn")] = ", ".join(str(seat.get_state_display()) for seat in row.seats.all())
        yield found


def erase(account: Account, at: datetime) -> None:
    forget_account(account=account, at=at)


personal_data.register(
    PersonalData(
        kind="panels",
        label=pgettext_lazy("personal data", "Citizens’ panels drawn by lot"),
        purpose=_("Writing to people drawn by lot, drawing a panel that resembles the population, reaching its members."),
        data=_(
            "Name and address of those who receive a letter; of those who sign up: how to reach them, their answers, what they need. Sealed."
        ),
        retention=_(
            "Addresses of those who decline: erased at once; of those who do not answer: at the draw; everything else: some days after the"
            " last day of the panel (60 unless it says otherwise), two years at most."
        ),
        export=kept_of,
        erase=erase,
        fields=(
            "panels.Invitation.letter",
            "panels.Candidate.account",
            "panels.Candidate.contact",
            "panels.Candidate.answers",
            "panels.Candidate.needs",
            "panels.Candidate.pseudonym",
            "panels.Candidate.invitation",
            "panels.Lottery.people",
            "panels.Seat.candidate",
        ),
    )
)
not_personal("panels.Invitation.line_key", "a keyed hash: the key is not in the database, and the address is erased")
