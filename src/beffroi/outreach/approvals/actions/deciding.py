"""The word of a reader: at the desk, or by a one-time link."""

from datetime import datetime

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.outreach.approvals.actions.asking import open_next, read_again, settle
from beffroi.outreach.approvals.facts import StageLate
from beffroi.outreach.approvals.models import Approval, Decision, Link, Stage
from beffroi.outreach.approvals.models.circuits import ALL, COUNT
from beffroi.outreach.approvals.rules import (
    is_author,
    may_decide,
    may_link_decide,
    must_be_waiting,
    must_have_a_reason,
    open_stage,
    part_in,
)  # fmt: skip

OUTCOMES = {Decision.CHANGES: Approval.CHANGES, Decision.REFUSE: Approval.REFUSED}


@transaction.atomic
def decide(
    *, approval: Approval, person: Account, is_approved: bool = False, at: datetime, comment: str = "", verdict: str = ""
) -> Approval:
    """One reader says yes, asks for changes, or refuses. `verdict` is the exact word; without it, yes or changes."""
    approval = Approval.objects.select_for_update(of=("self",)).get(pk=approval.pk)
    require(may_decide(person, approval, at))
    stage = open_stage(approval)
    part = part_in(stage, person, at) if stage else None
    if stage is None or part is None:
        require(must_be_waiting(approval) or Refusal("decided", ""))
        return approval
    verdict = verdict or (Decision.APPROVE if is_approved else Decision.CHANGES)
    require(must_have_a_reason(verdict, comment, stage.is_second))
    acting_for, is_substitute = part
    is_own = is_author(person, approval)
    decision = Decision.objects.create(
        approval=approval,
        stage=stage,
        by=person,
        acting_for=acting_for,
        is_substitute=is_substitute,
        is_own_text=is_own,
        verdict=verdict,
        content_hash=approval.content_hash,
        comment=comment.strip(),
        at=at,
    )
    if is_own:
        ledger.append(kind="approval_of_own_text", subject=approval.subject, data={"approval": approval.pk, "account": person.pk}, at=at)
    return _go_on(approval, stage, decision)


@transaction.atomic
def decide_by_link(*, link: Link, verdict: str, comment: str, at: datetime) -> Approval:
    """The word of somebody without account. The link is used up in the same transaction."""
    approval = Approval.objects.select_for_update(of=("self",)).get(pk=link.stage.approval_id)
    link = Link.objects.select_related("stage__approval", "outsider").get(pk=link.pk)
    require(may_link_decide(link, at), must_have_a_reason(verdict, comment, link.stage.is_second))
    Link.objects.filter(pk=link.pk).update(used_at=at)
    decision = Decision.objects.create(
        approval=approval,
        stage=link.stage,
        outsider=link.outsider,
        verdict=verdict,
        how=Decision.LINK,
        content_hash=approval.content_hash,
        comment=comment.strip(),
        at=at,
    )
    return _go_on(approval, link.stage, decision)


@transaction.atomic
def tell_late(*, stage: Stage, at: datetime) -> None:
    """The time given to a step is over: its substitute takes part, and its readers hear of it. Once."""
    if Stage.objects.filter(pk=stage.pk, state=Stage.OPEN, late_told_at=None).update(late_told_at=at):
        record(
            StageLate(
                approval_id=stage.approval_id,
                stage_id=stage.pk,
                subject_kind=stage.approval.subject_kind,
                subject_id=stage.approval.subject_id,
            )
        )


def _go_on(approval: Approval, stage: Stage, decision: Decision) -> Approval:
    """What follows from a decision: the stage waits for more, the next one opens, or all is said."""
    at = decision.at
    ledger.append(
        kind="approval_decision",
        subject=approval.subject,
        data={"approval": approval.pk, "decision": decision.pk, "verdict": decision.verdict, "hash": decision.content_hash},
        at=at,
    )
    if decision.verdict != Decision.APPROVE:
        approval.stages.filter(state__in=[Stage.OPEN, Stage.COMING]).update(state=Stage.STOPPED)
        return _close(approval, OUTCOMES[decision.verdict], decision)
    if stage.decisions.filter(verdict=Decision.APPROVE).count() < _needed(stage):
        return approval
    Stage.objects.filter(pk=stage.pk).update(state=Stage.PASSED)
    if open_next(approval, at) or read_again(approval=approval, at=at):
        return approval
    return _close(approval, Approval.APPROVED, decision)


def _close(approval: Approval, outcome: str, decision: Decision) -> Approval:
    approval.state, approval.decided_by, approval.decided_at = outcome, decision.by, decision.at
    approval.comment = decision.comment
    approval.save(update_fields=["state", "decided_by", "decided_at", "comment"])
    settle(approval, outcome, decision.at)
    return approval


def _needed(stage: Stage) -> int:
    readers = stage.validators.count() + stage.outsiders.count()
    if stage.rule == ALL:
        return readers
    return min(stage.needed, readers) if stage.rule == COUNT else 1
