"""The kinds that this domain owns: a message, and a topic of the forum."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from beffroi.commons.conversations import turns
from beffroi.commons.conversations.actions.changes import count_out
from beffroi.commons.conversations.models import MESSAGE, TOPIC, Message, Thread
from beffroi.commons.conversations.rules import may_comment, may_support_messages, must_be_open_thread, must_be_there
from beffroi.commons.moderation.rules import must_not_be_hidden
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, cards_of, subject_kinds

GONE = Refusal("unknown", gettext_lazy("This page does not exist any more."))  # type: ignore[arg-type]


class MessageSubject(SubjectKind):
    kind = MESSAGE
    label = gettext_lazy("Message")
    label_plural = gettext_lazy("Messages")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = list(Message.objects.filter(pk__in=ids).select_related("voice", "thread"))
        about = cards_of({row.thread.subject for row in rows if not row.thread.is_topic})
        return {row.pk: self._card(row, about.get(row.thread.subject)) for row in rows}

    def _card(self, message: Message, about: Card | None) -> Card:
        """What is said about something that is not public is not public either."""
        return Card(
            subject=message.subject,
            title=_("Message by %(name)s") % {"name": message.voice.display_name},
            url=reverse("conversations:message", args=[message.pk]),
            excerpt=message.excerpt,
            is_public=message.is_public and message.thread.hidden_at is None and (about is None or about.is_public),
            voice_id=message.voice_id,
            space=about.space if about else None,
        )

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        message = Message.objects.select_related("thread").filter(pk=id).first()
        if message is None:
            return GONE
        about = message.thread.subject
        unseen = (
            None
            if message.thread.is_topic or about.kind not in subject_kinds
            else subject_kinds[about.kind].may("see", person, about.id, at)
        )
        gone = unseen or must_be_there(message) or must_not_be_hidden(message.thread)
        if gone or verb in ("see", "flag"):
            return gone
        if verb == "support":
            return self._may_support(person, message, at)
        if verb == "react":
            return must_be_open_thread(message.thread) or may_comment(person, message.thread.subject, at)
        return Refusal("not_here", _("Follow or answer what this message is about."))

    def _may_support(self, person: Any, message: Message, at: datetime) -> Refusal | None:
        closed = must_be_open_thread(message.thread) or may_support_messages(person, message.thread.subject, at)
        if closed and closed.code not in ("limit", "anonymous"):
            return closed
        if person.is_authenticated and message.voice_id == person.voice.pk:
            return Refusal("own", _("You wrote this message yourself."))
        return must_be_signed_in(person)

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "supports":
            Message.objects.filter(pk=id).update(supports_count=F("supports_count") + by, version=F("version") + 1)
            turns.refresh(Message.objects.filter(parent=None), id)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "supports":
            return {}
        here = F("supports_count") - F("imported_supports")
        rows = Message.objects.filter(pk__gt=after).order_by("pk").annotate(given_here=here).values_list("pk", "given_here")
        return dict(rows[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        message = Message.objects.select_for_update(of=("self",)).select_related("thread").get(pk=id)
        if hidden == bool(message.hidden_at):
            return
        Message.objects.filter(pk=id).update(hidden_at=Now() if hidden else None, version=F("version") + 1)
        if message.is_opening:
            Thread.objects.filter(pk=message.thread_id).update(excerpt="" if hidden else message.excerpt, version=F("version") + 1)
        elif message.removed_at is None:
            count_out(message, -1 if hidden else 1)


class TopicSubject(SubjectKind):
    kind = TOPIC
    label = gettext_lazy("Topic of the forum")
    label_plural = gettext_lazy("Topics of the forum")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        return {row.pk: card_of(row) for row in Thread.objects.filter(pk__in=ids, subject_kind="")}

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        thread = Thread.objects.filter(pk=id, subject_kind="").first()
        if thread is None:
            return GONE
        if hidden := must_not_be_hidden(thread):
            return hidden
        if verb in ("see", "flag", "follow"):
            return None
        if verb == "comment":
            return must_be_open_thread(thread) or must_be_signed_in(person)
        return Refusal("not_here", _("Support the first message of the topic instead."))

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            Thread.objects.filter(pk=id).update(follows_count=F("follows_count") + by, version=F("version") + 1)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Thread.objects.filter(pk__gt=after, subject_kind="").order_by("pk").values_list("pk", "follows_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        Thread.objects.filter(pk=id, subject_kind="").update(hidden_at=Now() if hidden else None, version=F("version") + 1)


def card_of(thread: Thread) -> Card:
    """The card of a topic of the forum."""
    return Card(
        subject=Subject(TOPIC, thread.pk),
        title=thread.title,
        url=topic_url(thread),
        excerpt=thread.excerpt,
        is_public=thread.hidden_at is None,
        voice_id=thread.voice_id,
    )


def topic_url(thread: Thread) -> str:
    """Its address in the forum."""
    return reverse("forum:topic", args=[thread.pk, thread.topic_slug])


subject_kinds.register(MessageSubject())
subject_kinds.register(TopicSubject())
