"""Sorting: to one conversation or to many in one press, and back again in one press."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.commons.notifications import actions as notifications
from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.inbox.actions.owing import follow_status, subject_of
from beffroi.outreach.inbox.facts import ConversationClosed
from beffroi.outreach.inbox.models import Act, Change, Conversation, Macro, Presence
from beffroi.outreach.inbox.rules import may_change, may_undo, must_be_coming, must_be_reader

MOST = 200  # conversations in one press
OVER = {Conversation.CLOSED, Conversation.SPAM}


@transaction.atomic
def change(*, conversations: Collection[int], person: Account | None, at: datetime, **wanted: Any) -> Act | None:
    """Set `status`, `priority`, `assignee`, `team`, `snoozed_until`; `add_labels`, `remove_labels` (ids). None: nothing changed.

    `needs_none`: closed because it asks for no answer (a word of thanks): it counts neither as kept nor as broken.
    """
    if person is not None:
        require(may_change(person), must_be_coming(wanted.get("snoozed_until"), at), must_be_reader(wanted.get("assignee")))
    found = Conversation.objects.select_for_update(of=("self",)).filter(pk__in=list(conversations)[:MOST]).order_by("pk")
    found = found.select_related("account")
    changes = [changed for conversation in found if (changed := _change(conversation, wanted, person, at))]
    if not changes:
        return None
    act = Act.objects.create(by=person, at=at)
    for changed in changes:
        changed.act = act
    Change.objects.bulk_create(changes)
    if person is not None and wanted.get("assignee") and _plain(wanted["assignee"]) != person.pk:
        _tell_given(changes, _plain(wanted["assignee"]), person, at)
    return act


def _tell_given(changes: list[Change], assignee: int, person: Account, at: datetime) -> None:
    given = [changed for changed in changes if "assignee" in changed.after]
    for changed in given[:10]:  # beyond ten, the list itself says it
        notifications.tell(
            voices_or_accounts=[Account.objects.get(pk=assignee)],
            kind="inbox:given",
            subject=subject_of(changed.conversation),
            params={"name": changed.conversation.author_name, "by": person.voice.name},
            origin=f"inbox-given-{changed.act_id}-{changed.conversation_id}",
            at=at,
        )


def _change(conversation: Conversation, wanted: dict[str, Any], person: Account | None, at: datetime) -> Change | None:
    before = snapshot(conversation)
    after = before | {name: _plain(value) for name, value in wanted.items() if name in before and name != "labels"}
    labels = (set(before["labels"]) | set(wanted.get("add_labels", ()))) - set(wanted.get("remove_labels", ()))
    after["labels"] = sorted(labels)
    if after["status"] in OVER | {Conversation.ANSWERED} and "snoozed_until" not in wanted:
        after["snoozed_until"] = None
    if after == before:
        return None
    _put(conversation, after, before, person, at, needs_none=bool(wanted.get("needs_none")))
    names = [name for name in before if before[name] != after[name]]
    return Change(conversation=conversation, before={name: before[name] for name in names}, after={name: after[name] for name in names})


def snapshot(conversation: Conversation) -> dict[str, Any]:
    return {
        "status": conversation.status,
        "priority": conversation.priority,
        "assignee": conversation.assignee_id,
        "team": conversation.team_id,
        "snoozed_until": _plain(conversation.snoozed_until),
        "labels": sorted(conversation.labels.values_list("pk", flat=True)),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.pk if hasattr(value, "pk") else value


def _put(
    conversation: Conversation,
    after: dict[str, Any],
    before: dict[str, Any],
    person: Account | None,
    at: datetime,
    *,
    needs_none: bool = False,
) -> None:
    conversation.status, conversation.priority = after["status"], after["priority"]
    conversation.assignee_id, conversation.team_id = after["assignee"], after["team"]
    until = after["snoozed_until"]
    conversation.snoozed_until = datetime.fromisoformat(until) if until else None
    if until != before["snoozed_until"]:
        conversation.snoozed_by = person if until else None
    if conversation.status == Conversation.OPEN and conversation.waiting_since is None:
        conversation.waiting_since = conversation.last_at
    if conversation.status != before["status"]:
        follow_status(conversation=conversation, before=before["status"], at=at, needs_none=needs_none)
    conversation.version += 1
    conversation.save()
    if after["labels"] != before["labels"]:
        conversation.labels.set(after["labels"])
    if conversation.status in OVER and before["status"] not in OVER:
        Presence.objects.filter(conversation=conversation, person=person).delete()
        record(ConversationClosed(conversation_id=conversation.pk, is_spam=conversation.status == Conversation.SPAM))


@transaction.atomic
def undo(*, act: Act, person: Account, at: datetime) -> tuple[int, int]:
    """Everything as it was before, where nobody changed it since: how many went back, how many did not."""
    act = Act.objects.select_for_update().get(pk=act.pk)
    require(may_undo(person, act, at))
    back = left = 0
    for changed in act.changes.order_by("conversation_id"):
        conversation = Conversation.objects.select_for_update(of=("self",)).select_related("account").get(pk=changed.conversation_id)
        now = snapshot(conversation)
        if any(now[name] != value for name, value in changed.after.items()):
            left += 1
            continue
        _put(conversation, now | changed.before, now, person, at)
        back += 1
    act.undone_at = at
    act.save(update_fields=["undone_at"])
    return back, left


@transaction.atomic
def run_macro(*, macro: Macro, conversations: Collection[int], person: Account, at: datetime) -> Act | None:
    """All that the macro says, as one act."""
    wanted: dict[str, Any] = {}
    if macro.status:
        wanted["status"] = macro.status
    if macro.priority:
        wanted["priority"] = macro.priority
    if macro.team_id:
        wanted["team"] = macro.team_id
    if macro.assignee_id:
        wanted["assignee"] = macro.assignee_id
    if macro.snooze_days:
        wanted["snoozed_until"] = at + timedelta(days=macro.snooze_days)
    labels = list(macro.labels.values_list("pk", flat=True))
    return change(conversations=conversations, person=person, at=at, add_labels=labels, **wanted)


@transaction.atomic
def wake(*, conversation: Conversation, at: datetime) -> bool:
    """Its hour has come: it is on the list again."""
    conversation = Conversation.objects.select_for_update().get(pk=conversation.pk)
    if conversation.snoozed_until is None or conversation.snoozed_until > at:
        return False
    return change(conversations=[conversation.pk], person=None, at=at, snoozed_until=None) is not None
