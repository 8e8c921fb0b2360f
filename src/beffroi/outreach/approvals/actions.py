from datetime import datetime

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.facts import ApprovalAsked, ApprovalDecided
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.approvals.rules import may_decide, must_have_validators


@transaction.atomic
def ask(
    *, subject: Subject, content_hash: str, validators: list[Account], asked_by: Account, at: datetime, due_at: datetime | None = None
) -> Approval:
    """Ask named validators to read; an older request about the same subject becomes void."""
    require(must_have_validators(validators))
    void(subject=subject)
    approval = Approval.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, content_hash=content_hash, asked_by=asked_by, asked_at=at, due_at=due_at
    )
    approval.validators.set(validators)
    record(ApprovalAsked(approval_id=approval.pk, subject_kind=subject.kind, subject_id=subject.id))
    return approval


@transaction.atomic
def decide(*, approval: Approval, person: Account, is_approved: bool, at: datetime, comment: str = "") -> Approval:
    """One validator says yes, or asks for changes with a comment."""
    require(may_decide(person, approval))
    state = Approval.APPROVED if is_approved else Approval.CHANGES
    changed = Approval.objects.filter(pk=approval.pk, state=Approval.WAITING).update(
        state=state, decided_by=person, decided_at=at, comment=comment
    )
    approval.refresh_from_db()
    if changed:
        record(
            ApprovalDecided(
                approval_id=approval.pk, subject_kind=approval.subject_kind, subject_id=approval.subject_id, is_approved=is_approved
            )
        )
    return approval


@transaction.atomic
def void(*, subject: Subject) -> None:
    """The text has changed: what was asked or approved before counts no more."""
    Approval.objects.filter(subject_kind=subject.kind, subject_id=subject.id, state__in=[Approval.WAITING, Approval.APPROVED]).update(
        state=Approval.VOID
    )


def latest(subject: Subject) -> Approval | None:
    """The newest request about a subject."""
    found = Approval.objects.filter(subject_kind=subject.kind, subject_id=subject.id)
    return found.select_related("asked_by__voice", "decided_by__voice").order_by("-asked_at", "-pk").first()
