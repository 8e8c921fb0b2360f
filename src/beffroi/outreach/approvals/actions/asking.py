"""A request for approval, from its first reader on."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account, Grant
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.actions.deputies import is_preapproved
from beffroi.outreach.approvals.facts import ApprovalAsked, ApprovalDecided, ApprovalMoved, StageOpened
from beffroi.outreach.approvals.models import Approval, Decision, Link, Stage, Step, Workflow
from beffroi.outreach.approvals.rules import is_author, must_have_validators, owns_allowed
from beffroi.outreach.approvals.types import SecondReading, reviewables


@transaction.atomic
def ask(
    *,
    subject: Subject,
    content_hash: str,
    asked_by: Account,
    at: datetime,
    validators: list[Account] | None = None,
    workflow: Workflow | None = None,
    due_at: datetime | None = None,
    second: SecondReading | None = None,
) -> Approval:
    """Ask named validators to read, or the steps of a workflow; an older request about the same subject becomes void."""
    steps: list[Step] = []
    if workflow is None:
        require(must_have_validators(validators or []))
    else:
        steps = list(workflow.steps.order_by("position"))
        require(_must_have_readers(workflow, steps, at))
    void(subject=subject)
    approval = Approval.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        content_hash=content_hash,
        asked_by=asked_by,
        asked_at=at,
        due_at=due_at,
        workflow=workflow,
    )
    for step in steps:
        _stage_from(approval, step, at)
    if workflow is None:
        Stage.objects.create(approval=approval, position=1, name=_("Reading")).validators.set(validators or [])
    if second:
        require(must_have_validators(list(second.validators)))
        last = Stage.objects.create(approval=approval, position=approval.stages.count() + 1, name=second.name, is_second=True)
        last.validators.set(second.validators)
    record(ApprovalAsked(approval_id=approval.pk, subject_kind=subject.kind, subject_id=subject.id))
    open_next(approval, at)
    return approval


@transaction.atomic
def wave_through(
    *, subject: Subject, content_hash: str, frame: Subject, frame_hash: str, asked_by: Account | None, at: datetime
) -> Approval:
    """A text made from a template that was approved beforehand, only its blanks filled in: it needs no reading.

    Unless the day asks for a second one: then it waits for that alone.
    """
    if not is_preapproved(subject=frame, content_hash=frame_hash, at=at):
        require(Refusal("not_preapproved", _("This template is not approved, or its yearly review is overdue.")))
    approval = _by_rule(subject, content_hash, _("Made from an approved template."), at, asked_by)
    return approval if read_again(approval=approval, at=at) else _pass(approval, at)


@transaction.atomic
def pass_by_rule(*, subject: Subject, content_hash: str, why: str, at: datetime, asked_by: Account | None = None) -> Approval:
    """Approved because a rule says so (an approved template, the opposition's space), not because somebody read it. Logged."""
    return _pass(_by_rule(subject, content_hash, why, at, asked_by), at)


@transaction.atomic
def read_again(*, approval: Approval, at: datetime) -> bool:
    """Everybody has said yes, and the day asks for one more person: that reading opens. Where nobody is left, it goes back, with the reason."""
    if approval.subject_kind not in reviewables or approval.stages.filter(is_second=True).exists():
        return False
    second = reviewables[approval.subject_kind].second(approval.subject_id, at)
    if second is None:
        return False
    readers = [account for account in second.validators if _may_read_again(account, approval)]
    if not readers:
        approval.state, approval.decided_at = Approval.CHANGES, at
        approval.comment = _(
            "“%(name)s”: a second person has to approve it, and nobody else may. Ask the administrator to name somebody."
        ) % {"name": second.name}
        approval.save(update_fields=["state", "decided_at", "comment"])
        settle(approval, Approval.CHANGES, at)
        return True
    approval.state, approval.decided_at, approval.decided_by = Approval.WAITING, None, None
    approval.save(update_fields=["state", "decided_at", "decided_by"])
    last = Stage.objects.create(approval=approval, position=approval.stages.count() + 1, name=second.name, is_second=True)
    last.validators.set(readers)
    open_next(approval, at)
    return True


def _may_read_again(account: Account, approval: Approval) -> bool:
    if Decision.objects.filter(approval=approval, by=account).exists():
        return False
    return owns_allowed() or not is_author(account, approval)


def _by_rule(subject: Subject, content_hash: str, why: str, at: datetime, asked_by: Account | None) -> Approval:
    void(subject=subject)
    approval = Approval.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        content_hash=content_hash,
        asked_by=asked_by,
        asked_at=at,
        comment=why,
    )
    Decision.objects.create(approval=approval, verdict=Decision.APPROVE, how=Decision.RULE, content_hash=content_hash, comment=why, at=at)
    ledger.append(kind="approval_by_rule", subject=subject, data={"approval": approval.pk, "hash": content_hash}, at=at)
    return approval


def _pass(approval: Approval, at: datetime) -> Approval:
    approval.state, approval.decided_at = Approval.APPROVED, at
    approval.save(update_fields=["state", "decided_at"])
    settle(approval, Approval.APPROVED, at)
    return approval


@transaction.atomic
def void(*, subject: Subject) -> None:
    """The text has changed: what was asked or approved before counts no more, and its links open nothing."""
    gone = Approval.objects.filter(subject_kind=subject.kind, subject_id=subject.id, state__in=[Approval.WAITING, Approval.APPROVED])
    Stage.objects.filter(approval__in=gone, state__in=[Stage.OPEN, Stage.COMING]).update(state=Stage.STOPPED)
    gone.update(state=Approval.VOID)


@transaction.atomic
def move(*, subject: Subject, due_at: datetime | None) -> None:
    """Another hour, the same text: what was asked or approved keeps its force, and the readers hear of the new hour."""
    live = Approval.objects.filter(subject_kind=subject.kind, subject_id=subject.id, state__in=[Approval.WAITING, Approval.APPROVED])
    approval = live.order_by("-asked_at", "-pk").first()
    if approval and approval.due_at != due_at:
        live.filter(pk=approval.pk).update(due_at=due_at)
        record(ApprovalMoved(approval_id=approval.pk, subject_kind=subject.kind, subject_id=subject.id))


def latest(subject: Subject) -> Approval | None:
    """The newest request about a subject."""
    found = Approval.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return found.select_related("asked_by__voice", "decided_by__voice", "workflow").order_by("-asked_at", "-pk").first()


def open_next(approval: Approval, at: datetime) -> Stage | None:
    """The next stage opens: its readers are asked."""
    stage = approval.stages.filter(state=Stage.COMING).order_by("position").first()
    if stage is None:
        return None
    stage.state, stage.opened_at = Stage.OPEN, at
    dues = [at + timedelta(hours=stage.delay_hours)] if stage.delay_hours else []
    stage.due_at = min([*dues, *([approval.due_at] if approval.due_at else [])], default=None)
    stage.save(update_fields=["state", "opened_at", "due_at"])
    approval.validators.set(stage.validators.all())
    record(StageOpened(approval_id=approval.pk, stage_id=stage.pk, subject_kind=approval.subject_kind, subject_id=approval.subject_id))
    return stage


def settle(approval: Approval, outcome: str, at: datetime) -> None:
    """Tell the owner of the text, in this transaction, and everybody else by a fact."""
    Link.objects.filter(stage__approval=approval, used_at=None, revoked_at=None).update(revoked_at=at)
    if approval.subject_kind in reviewables:
        reviewables[approval.subject_kind].settled(approval.subject_id, outcome, at)
    record(
        ApprovalDecided(
            approval_id=approval.pk,
            subject_kind=approval.subject_kind,
            subject_id=approval.subject_id,
            is_approved=outcome == Approval.APPROVED,
        )
    )


def readers(step: Step, at: datetime) -> list[Account]:
    """The accounts that a step names, today."""
    named = Q(pk__in=step.people.values("pk"))
    if step.role:
        held = Grant.objects.filter(Q(until=None) | Q(until__gt=at), role=step.role)
        named |= Q(pk__in=held.values("account_id"))
    return list(Account.objects.filter(named, is_active=True, erased_at=None).order_by("pk"))


def _stage_from(approval: Approval, step: Step, at: datetime) -> Stage:
    stage = Stage.objects.create(
        approval=approval,
        position=step.position,
        name=step.name,
        rule=step.rule,
        needed=step.needed,
        delay_hours=step.delay_hours,
        substitute=step.substitute,
        may_edit=step.may_edit,
        is_free=False,
    )
    stage.validators.set(readers(step, at))
    stage.outsiders.set(step.outsiders.filter(is_active=True))
    return stage


def _must_have_readers(workflow: Workflow, steps: list[Step], at: datetime) -> Refusal | None:
    if not steps:
        return Refusal(
            "no_steps", _("“%(workflow)s” has no step: it is only for texts made from an approved template.") % {"workflow": workflow}
        )
    for step in steps:
        if not readers(step, at) and not step.outsiders.filter(is_active=True).exists():
            return Refusal("nobody", _("Nobody is named in the step “%(step)s”. Ask the administrator.") % {"step": step.name})
    return None
