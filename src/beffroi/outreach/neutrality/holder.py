"""What neutrality keeps of persons."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import LEGAL_DUTY, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.neutrality.models import Flag, Member, Tribune


def export(account: Account) -> Iterable[dict[str, Any]]:
    for flag in Flag.objects.filter(by=account):
        yield {"what": "reason given in an election period", "reason": flag.reason, "at": flag.at.isoformat()}
    for tribune in Tribune.objects.filter(member__account=account):
        yield {"what": "text of the opposition", "title": tribune.title, "text": tribune.text, "at": tribune.submitted_at.isoformat()}
    for tribune in Tribune.objects.filter(held_by=account):
        yield {"what": "text held back", "reason": tribune.held_reason, "at": str(tribune.held_at)}
    for member in Member.objects.filter(account=account):
        yield {"what": "writes for a group", "group": member.group.name}


personal_data.register(
    PersonalData(
        kind="neutrality",
        label=_("Election period and opposition’s space"),
        purpose=_("Prove that public communication was neutral, and that each group had its space."),
        retention=_("The time in which an election can be contested, then as archives."),
        export=export,
        fields=(
            "neutrality.Flag.by",
            "neutrality.Setting.hold_by",
            "neutrality.Member.account",
            "neutrality.Tribune.member",
            "neutrality.Tribune.held_by",
        ),
        data=_("Names in a mandate, texts, reasons, dates"),
        basis=LEGAL_DUTY,
    )
)
not_personal("neutrality.Member.email", "the address of a councillor in that mandate; written and removed at the desk")
