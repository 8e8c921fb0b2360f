from collections.abc import Iterable

from django.urls import reverse

from beffroi.commons.notifications import actions as notifications
from beffroi.ground.people.models import Account
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import subject_kinds
from beffroi.outreach.approvals import actions
from beffroi.outreach.approvals.facts import ApprovalMoved, DelegationGiven, StageLate, StageOpened
from beffroi.outreach.approvals.models import Approval, Delegation, Stage
from beffroi.outreach.approvals.rules import scopes_of
from beffroi.outreach.approvals.types import reviewables


def _tell(kind: str, stage: Stage, people: Iterable[Account], origin: str) -> None:
    approval = stage.approval
    if approval.subject_kind not in reviewables:
        return
    reviewable = reviewables[approval.subject_kind]
    notifications.tell(
        voices_or_accounts=people,
        kind=f"approvals:{kind}",
        subject=approval.subject if approval.subject_kind in subject_kinds else None,
        params={"title": reviewable.title(approval.subject_id), "url": reverse("approvals:show", args=[approval.pk])},
        origin=origin,
        at=clock.now(),
    )


@on(StageOpened)
def ask_the_readers(fact: StageOpened) -> None:
    """Colleagues, their deputies, and by a one-time link those without account."""
    at = clock.now()
    stage = Stage.objects.select_related("approval__asked_by__voice", "substitute").filter(pk=fact.stage_id, state=Stage.OPEN).first()
    if stage is None:
        return
    readers = list(stage.validators.all())
    deputies = Delegation.objects.in_force(at).filter(giver__in=readers, act=Delegation.APPROVE).select_related("deputy")
    scopes = scopes_of(stage.approval) if any(delegation.scopes for delegation in deputies) else set()
    readers += [delegation.deputy for delegation in deputies if not delegation.scopes or set(delegation.scopes) & scopes]
    if stage.substitute and stage.delay_hours is None:
        readers.append(stage.substitute)
    _tell("asked", stage, readers, f"approval-stage-{stage.pk}")
    if fact.subject_kind in reviewables:
        for outsider in stage.outsiders.filter(is_active=True):
            actions.send_link(stage=stage, outsider=outsider, at=at)


@on(StageLate)
def call_the_substitute(fact: StageLate) -> None:
    stage = Stage.objects.select_related("approval__asked_by", "substitute").filter(pk=fact.stage_id).first()
    if stage and stage.state == Stage.OPEN:
        people = [*stage.validators.all(), *filter(None, [stage.substitute, stage.approval.asked_by])]
        _tell("late", stage, people, f"approval-late-{stage.pk}")


@on(ApprovalMoved)
def tell_the_new_hour(fact: ApprovalMoved) -> None:
    approval = Approval.objects.filter(pk=fact.approval_id).first()
    stages = list(approval.stages.filter(state__in=[Stage.OPEN, Stage.PASSED]).select_related("approval")) if approval else []
    if approval and stages:
        people = {account for stage in stages for account in stage.validators.all()}
        _tell("moved", stages[0], people, f"approval-moved-{approval.pk}-{approval.due_at}")


@on(DelegationGiven)
def tell_the_deputy(fact: DelegationGiven) -> None:
    delegation = Delegation.objects.select_related("giver__voice", "deputy").filter(pk=fact.delegation_id).first()
    if delegation:
        notifications.tell(
            voices_or_accounts=[delegation.deputy],
            kind="approvals:deputy",
            subject=None,
            params={"title": delegation.giver.voice.display_name},
            origin=f"delegation-{delegation.pk}",
            at=clock.now(),
        )
