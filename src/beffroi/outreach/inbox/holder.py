"""What the inbox keeps of persons: who wrote to the town, what the team said of it and answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PUBLIC_TASK, PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.outreach.inbox.actions.presence import forget_presence
from beffroi.outreach.inbox.actions.taking import forget as forget_conversations
from beffroi.outreach.inbox.models import Act, Conversation, Entry, Presence, SavedReply, Team

KEPT = timedelta(days=365)
TYPED = timedelta(days=7)


def export(account: Account) -> Iterable[dict[str, Any]]:
    for entry in Entry.objects.filter(by=account).order_by("pk"):
        yield {"what": "note" if entry.kind == Entry.NOTE else "answer", "text": entry.text, "at": entry.at.isoformat()}
    for act in Act.objects.filter(by=account).order_by("pk"):
        yield {"what": "act", "at": act.at.isoformat(), "undone": str(act.undone_at or "")}
    for conversation in Conversation.objects.filter(assignee=account).order_by("pk"):
        yield {"what": "given to you", "since": conversation.opened_at.isoformat(), "status": conversation.status}
    for conversation in Conversation.objects.filter(snoozed_by=account).order_by("pk"):
        yield {"what": "set aside by you", "until": str(conversation.snoozed_until or "")}
    for name in Team.objects.filter(members=account).values_list("name", flat=True):
        yield {"what": "team", "name": name}
    for saved in SavedReply.objects.filter(author=account).order_by("pk"):
        yield {"what": "saved reply", "title": saved.title, "text": saved.text}
    for presence in Presence.objects.filter(person=account).order_by("pk"):
        yield {"what": "unsent text", "text": presence.text, "at": presence.seen_at.isoformat()}


def forget(at: datetime) -> None:
    forget_conversations(before=at - KEPT)
    forget_presence(before=at - TYPED)


personal_data.register(
    PersonalData(
        kind="inbox",
        label=_("Messages sent to the town"),
        purpose=_("Answer everybody who writes, once, in time, by the door they came in by."),
        retention=_("A year after the last word of a conversation; what was typed and not sent, a week."),
        export=export,
        forget=forget,
        fields=(
            "inbox.Conversation.author_address",
            "inbox.Conversation.author_key",
            "inbox.Conversation.author_name",
            "inbox.Conversation.assignee",
            "inbox.Conversation.snoozed_by",
            "inbox.Entry.by",
            "inbox.SavedReply.author",
            "inbox.Macro.assignee",
            "inbox.Act.by",
            "inbox.Presence.person",
            "inbox.Team.members",
            "inbox.Team_members.account",
        ),
        data=_("Public name and address on the network, messages, answers, notes, dates"),
        basis=PUBLIC_TASK,
    )
)
