from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.outreach.inbox.models import Conversation, Entry, SavedReply
from beffroi.outreach.inbox.rules import may_read


class _AtTheDesk(SubjectKind):
    """Never public; seen by those who read the inbox."""

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        if verb == "see":
            return may_read(person)
        return Refusal("not_here", _("This cannot be done with a message of the inbox."))


class ConversationSubject(_AtTheDesk):
    kind = "inbox_conversation"
    label = gettext_lazy("Conversation of the inbox")
    label_plural = gettext_lazy("Conversations of the inbox")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Conversation.objects.filter(pk__in=ids).values_list("pk", "author_name", "excerpt")
        return {
            pk: Card(Subject(self.kind, pk), name, reverse("inbox:show", args=[pk]), excerpt=text, is_public=False)
            for pk, name, text in rows
        }


class ReplySubject(_AtTheDesk):
    kind = "inbox_reply"
    label = gettext_lazy("Answer to a message")
    label_plural = gettext_lazy("Answers to messages")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Entry.objects.filter(pk__in=ids).values_list("pk", "conversation_id", "conversation__author_name")
        return {
            pk: Card(
                Subject(self.kind, pk),
                _("Answer to %(name)s") % {"name": name},
                reverse("inbox:show", args=[conversation]),
                is_public=False,
            )
            for pk, conversation, name in rows
        }


class SavedReplySubject(_AtTheDesk):
    kind = "inbox_saved_reply"
    label = gettext_lazy("Saved reply")
    label_plural = gettext_lazy("Saved replies")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = SavedReply.objects.filter(pk__in=ids).values_list("pk", "title")
        return {pk: Card(Subject(self.kind, pk), title, reverse("inbox:saved_reply", args=[pk]), is_public=False) for pk, title in rows}


for kind in (ConversationSubject(), ReplySubject(), SavedReplySubject()):
    subject_kinds.register(kind)
