"""Who acts for whom; and what was approved beforehand."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.facts import DelegationGiven
from beffroi.outreach.approvals.models import Delegation, Preapproval
from beffroi.outreach.approvals.rules import MOST_DAYS, may_delegate, may_end_delegation
from beffroi.outreach.approvals.types import reviewables


@transaction.atomic
def delegate(
    *,
    giver: Account,
    deputy: Account,
    person: Account,
    starts_at: datetime,
    ends_at: datetime,
    at: datetime,
    act: str = Delegation.APPROVE,
    scopes: list[str] | None = None,
    reason: str = "",
) -> Delegation:
    """Hand over one's word for a time. Who is a deputy cannot hand it on."""
    require(may_delegate(person, giver, deputy, act), _must_be_dated(starts_at, ends_at, at))
    delegation = Delegation.objects.create(
        giver=giver,
        deputy=deputy,
        act=act,
        scopes=scopes or [],
        reason=reason.strip(),
        starts_at=starts_at,
        ends_at=ends_at,
        made_by=person,
        made_at=at,
    )
    ledger.append(kind="delegation_given", data={"delegation": delegation.pk, "giver": giver.pk, "deputy": deputy.pk, "act": act}, at=at)
    record(DelegationGiven(delegation_id=delegation.pk))
    return delegation


@transaction.atomic
def end_delegation(*, delegation: Delegation, person: Account, at: datetime) -> None:
    require(may_end_delegation(person, delegation))
    if Delegation.objects.filter(pk=delegation.pk, ended_at=None).update(ended_at=at):
        ledger.append(kind="delegation_ended", data={"delegation": delegation.pk, "account": person.pk}, at=at)


@transaction.atomic
def preapprove(*, subject: Subject, content_hash: str, until: datetime, by: Account, at: datetime) -> Preapproval:
    """Approve the frame of a text beforehand, for a year at most: then somebody looks at it again."""
    require(must_have_right(by, DECIDE), _must_be_reviewed(until, at), _must_not_be_own(by, subject))
    Preapproval.objects.filter(subject_kind=subject.kind, subject_id=subject.id, ended_at=None).update(ended_at=at)
    made = Preapproval.objects.create(
        subject_kind=subject.kind, subject_id=subject.id, content_hash=content_hash, by=by, at=at, until=until
    )
    ledger.append(kind="preapproval", subject=subject, data={"hash": content_hash, "account": by.pk}, at=at)
    return made


@transaction.atomic
def end_preapproval(*, subject: Subject, by: Account, at: datetime) -> None:
    require(must_have_right(by, DECIDE))
    if Preapproval.objects.filter(subject_kind=subject.kind, subject_id=subject.id, ended_at=None).update(ended_at=at):
        ledger.append(kind="preapproval_ended", subject=subject, data={"account": by.pk}, at=at)


def is_preapproved(*, subject: Subject, content_hash: str, at: datetime) -> bool:
    """Whether exactly this frame was approved, and its review is not overdue."""
    return Preapproval.objects.filter(
        subject_kind=subject.kind, subject_id=subject.id, content_hash=content_hash, until__gt=at, ended_at=None
    ).exists()


def _must_be_dated(starts_at: datetime, ends_at: datetime, at: datetime) -> Refusal | None:
    if ends_at <= starts_at or ends_at <= at:
        return Refusal("no_end", _("A delegation ends after it begins."))
    if ends_at - starts_at > timedelta(days=MOST_DAYS):
        return Refusal("too_long", _("A delegation lasts a year at most."))
    return None


def _must_be_reviewed(until: datetime, at: datetime) -> Refusal | None:
    if not at < until <= at + timedelta(days=MOST_DAYS):
        return Refusal("too_long", _("The next review is within a year."))
    return None


def _must_not_be_own(by: Account, subject: Subject) -> Refusal | None:
    if subject.kind in reviewables and by in reviewables[subject.kind].authors(subject.id):
        return Refusal("own_text", _("Nobody approves their own text. Somebody else must read it."))
    return None
