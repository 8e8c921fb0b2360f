"""What is promised: every change ends one row and begins another."""

from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.commons.promises.facts import PromiseChanged
from beffroi.commons.promises.models import ResponsePolicy
from beffroi.commons.promises.rules import may_edit_promises
from beffroi.commons.promises.types import promise_kinds
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require


@transaction.atomic
def set_policy(*, person: Any, kind: str, channel: str, values: dict[str, Any], at: datetime) -> ResponsePolicy:
    """Promise something else from now on. What was promised before stays as it was."""
    require(may_edit_promises(person))
    promise_kinds[kind]
    current = ResponsePolicy.objects.current().select_for_update().filter(kind=kind, channel=channel).first()
    if current and all(getattr(current, name) == value for name, value in values.items()):
        return current
    if current:
        ResponsePolicy.objects.filter(pk=current.pk).update(ended_at=at)
    made = ResponsePolicy.objects.create(kind=kind, channel=channel, begins_at=at, **values)
    record(PromiseChanged(policy_id=made.pk, account_id=person.pk))
    return made


@transaction.atomic
def end_policy(*, person: Any, policy: ResponsePolicy, at: datetime) -> None:
    """Nothing of its own is promised on this channel any more: the promise for all channels holds there again."""
    require(may_edit_promises(person))
    if policy.channel and ResponsePolicy.objects.current().filter(pk=policy.pk).update(ended_at=at):
        record(PromiseChanged(policy_id=policy.pk, account_id=person.pk))


@transaction.atomic
def ensure_policy(*, kind: str, channel: str, at: datetime) -> ResponsePolicy:
    """The promise that holds now, the nearest first; the usual one is written down when it is first given."""
    rows = ResponsePolicy.objects.current().filter(kind=kind, channel__in=["", channel])
    if found := max(rows, key=lambda row: row.channel != "", default=None):
        return found
    sort = promise_kinds[kind]
    values = {"first": sort.first, "following": sort.following, "resolution": sort.resolution, "begins_at": at}
    made, _created = ResponsePolicy.objects.get_or_create(kind=kind, channel="", ended_at=None, defaults=values)
    return made
