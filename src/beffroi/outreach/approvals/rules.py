from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.approvals.access import ARRANGE, DECIDE, OVERSEE
from beffroi.outreach.approvals.models import Approval, Decision, Delegation, Link, Setting, Stage
from beffroi.outreach.approvals.types import reviewables

MOST_DAYS = 366  # a delegation, and the approval of a template, are looked at again every year


def may_decide(person: Any, approval: Approval, at: datetime | None = None) -> Refusal | None:
    """Whether this person's word is asked for now; by herself, for somebody, or as a substitute (these need `at`)."""
    return must_have_team_account(person) or must_be_waiting(approval) or must_be_asked(person, approval, at)


def may_read(person: Any, approval: Approval, at: datetime) -> Refusal | None:
    """Those who oversee, who asked, and who are or were to read it."""
    if must_have_right(person, OVERSEE) is None or approval.asked_by_id == person.pk:
        return None
    if Stage.objects.filter(approval=approval, validators=person).exists() or must_be_asked(person, approval, at) is None:
        return None
    return Refusal("not_named", _("Another validator was asked to read this."))


def may_link_decide(link: Link, at: datetime) -> Refusal | None:
    """Whether a one-time link still opens a decision."""
    if link.used_at:
        return Refusal("used", _("Your decision has been noted. This link has done its work."))
    if link.revoked_at or not link.outsider.is_active:
        return Refusal("revoked", _("This link was withdrawn. Ask the town hall for a new one."))
    if link.expires_at <= at:
        return Refusal("expired", _("This link has expired. Ask the town hall for a new one."))
    if link.stage.approval.state != Approval.WAITING or link.stage.state != Stage.OPEN:
        return Refusal("decided", _("This was decided already, or the text has changed since."))
    return None


def must_have_team_account(person: Any) -> Refusal | None:
    if not person.is_authenticated or not person.is_team:
        return Refusal("no_right", _("Your role does not allow this. Ask the administrator of the site."))
    return None


def must_be_waiting(approval: Approval) -> Refusal | None:
    if approval.state != Approval.WAITING:
        return Refusal("decided", _("This was decided already, or the text has changed since."))
    return None


def must_be_asked(person: Any, approval: Approval, at: datetime | None) -> Refusal | None:
    stage = open_stage(approval)
    if stage is None:
        return must_be_waiting(approval) or Refusal("decided", _("This was decided already, or the text has changed since."))
    part = part_in(stage, person, at)
    if part is None:
        if stage.validators.filter(pk=person.pk).exists() and stage.is_free and must_have_right(person, DECIDE):
            return must_have_right(person, DECIDE)
        return Refusal("not_named", _("Another validator was asked to read this."))
    acting_for, _is_substitute = part
    if stage.decisions.filter(**({"acting_for": acting_for} if acting_for else {"by": person, "acting_for": None})).exists():
        return Refusal("said", _("You have given your word. It now waits for the others."))
    if stage.is_second and Decision.objects.filter(approval=approval, by=person).exists():
        return Refusal("second", _("You approved this already: the second reading is for somebody else."))
    if is_author(person, approval) and not owns_allowed():
        return Refusal("own_text", _("Nobody approves their own text. Somebody else must read it."))
    return None


def open_stage(approval: Approval) -> Stage | None:
    return approval.stages.filter(state=Stage.OPEN).first()


def part_in(stage: Stage, person: Any, at: datetime | None) -> tuple[Account | None, bool] | None:
    """As what somebody speaks in a stage: (for whom, as a substitute?). None: not at all."""
    if stage.validators.filter(pk=person.pk).exists():
        return None if stage.is_free and must_have_right(person, DECIDE) else (None, False)
    if at is None:
        return None
    if stage.substitute_id == person.pk and (stage.delay_hours is None or stage.is_late(at)):
        return None, True
    scopes = None
    for delegation in (
        Delegation.objects.in_force(at)
        .filter(deputy=person, act=Delegation.APPROVE, giver__is_active=True, giver__in=stage.validators.all())
        .select_related("giver__voice")
        .order_by("pk")
    ):
        if delegation.scopes:
            scopes = scopes_of(stage.approval) if scopes is None else scopes
            if not set(delegation.scopes) & scopes:
                continue
        if not stage.decisions.filter(by=delegation.giver).exists() and not stage.decisions.filter(acting_for=delegation.giver).exists():
            return delegation.giver, False
    return None


def scopes_of(approval: Approval) -> set[str]:
    return reviewables[approval.subject_kind].scopes(approval.subject_id) if approval.subject_kind in reviewables else set()


def is_author(person: Any, approval: Approval) -> bool:
    if approval.asked_by_id == person.pk:
        return True
    return approval.subject_kind in reviewables and person in reviewables[approval.subject_kind].authors(approval.subject_id)


def owns_allowed() -> bool:
    """The town is a team of one: it allows to approve one's own text, and the ledger says each time."""
    return Setting.objects.filter(pk=1, allows_own_text=True).exists()


def may_edit_in_review(person: Any, subject_kind: str, subject_id: int, at: datetime) -> bool:
    """The readers of the open step may change the text themselves, if their step says so."""
    return Stage.objects.filter(
        state=Stage.OPEN, may_edit=True, validators=person.pk, approval__subject_kind=subject_kind, approval__subject_id=subject_id,
        approval__state=Approval.WAITING,
    ).exists()  # fmt: skip


def must_have_validators(validators: list[Any]) -> Refusal | None:
    if not validators:
        return Refusal("no_validator", _("Choose at least one validator."))
    if any(must_have_right(validator, DECIDE) for validator in validators):
        return Refusal("wrong_validator", _("One of these persons may not approve. Choose a validator."))
    return None


def must_have_a_reason(verdict: str, comment: str, is_second: bool) -> Refusal | None:
    if verdict != Decision.APPROVE and not comment.strip():
        return Refusal("no_comment", _("Say what should change."))
    if is_second and not comment.strip():
        return Refusal("no_reason", _("Write why this may be published during the election period."))
    return None


def may_arrange(person: Any) -> Refusal | None:
    return must_have_right(person, ARRANGE)


def may_delegate(person: Any, giver: Account, deputy: Account, act: str) -> Refusal | None:
    """One delegates one's own word; the administrator may do it for somebody who is ill."""
    if person != giver and (refusal := may_arrange(person)):
        return refusal
    if giver == deputy:
        return Refusal("oneself", _("Choose somebody else as your deputy."))
    if not deputy.is_active or not deputy.is_team:
        return Refusal("not_team", _("A deputy is a member of the town’s team."))
    if act == Delegation.APPROVE and not giver.is_team:
        return Refusal("not_team", _("Only somebody who approves can hand this over."))
    return None


def may_end_delegation(person: Any, delegation: Delegation) -> Refusal | None:
    if person.pk in (delegation.giver_id, delegation.deputy_id):
        return None
    return may_arrange(person)


def may_act_for(person: Any, act: str, at: datetime, scopes: set[str] | None = None) -> list[Account]:
    """For whom somebody may act now, in one query. `scopes`: of what it is about; a delegation for other things counts not."""
    found = Delegation.objects.in_force(at).filter(deputy=person, act=act, giver__is_active=True).select_related("giver__voice")
    return [delegation.giver for delegation in found if scopes is None or not delegation.scopes or set(delegation.scopes) & scopes]
