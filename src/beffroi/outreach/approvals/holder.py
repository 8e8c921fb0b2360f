"""What approval keeps of persons: who was asked, who decided, who acted for whom."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import LEGAL_DUTY, PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.approvals.models import Approval, Decision, Delegation


def export(account: Account) -> Iterable[dict[str, Any]]:
    for approval in Approval.objects.filter(asked_by=account):
        yield {"what": "approval asked", "asked": approval.asked_at.isoformat(), "state": approval.state}
    for decision in Decision.objects.filter(by=account):
        yield {"what": "decision", "verdict": decision.verdict, "comment": decision.comment, "decided": decision.at.isoformat()}
    for delegation in Delegation.objects.filter(giver=account):
        yield {"what": "delegation given", "act": delegation.act, "reason": delegation.reason, "until": delegation.ends_at.isoformat()}
    for delegation in Delegation.objects.filter(deputy=account):
        yield {"what": "delegation held", "act": delegation.act, "until": delegation.ends_at.isoformat()}


personal_data.register(
    PersonalData(
        kind="approvals",
        label=_("Approval of publications"),
        purpose=_("Know who approved what the town says, and who acted for whom."),
        retention=_("As long as the publication; the name goes with the account."),
        export=export,
        fields=(
            "approvals.Approval.asked_by",
            "approvals.Approval.decided_by",
            "approvals.Approval_validators.account",
            "approvals.Approval.validators",
            "approvals.Stage.validators",
            "approvals.Stage_validators.account",
            "approvals.Stage.substitute",
            "approvals.Step.people",
            "approvals.Step_people.account",
            "approvals.Step.substitute",
            "approvals.Decision.by",
            "approvals.Decision.acting_for",
            "approvals.Delegation.giver",
            "approvals.Delegation.deputy",
            "approvals.Delegation.made_by",
            "approvals.Preapproval.by",
            "approvals.Setting.changed_by",
        ),
        data=_("Names and functions, decisions and their words, dates"),
        basis=LEGAL_DUTY,
    )
)
not_personal("approvals.Outsider.email", "the address of an elected official or partner in that function; written and removed at the desk")
