"""Addresses, acts of guests, news, personal data, the page of a voice, what moderators see."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from beffroi.commons.conversations.actions import forget, open_topic, send
from beffroi.commons.conversations.actions.persons import take_over
from beffroi.commons.conversations.models import MESSAGE, TOPIC, Message, Thread
from beffroi.commons.conversations.rules import FORUM
from beffroi.commons.conversations.subjects import topic_url
from beffroi.commons.moderation.types import Context, Whole, contexts
from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.guests import GuestAct, guest_acts
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.types import VoiceJoint, VoicePage, voice_joints, voice_pages
from beffroi.ground.town.rules import must_be_switched_on
from beffroi.ground.town.types import Feature, features
from beffroi.kernel.routes import mount
from beffroi.kernel.sitemaps import MOST, SitemapSection, sitemap_sections
from beffroi.kernel.subjects import Card, Subject, cards_of, subject_kinds
from beffroi.ui import nav

mount("forum/", "beffroi.commons.conversations.forum_urls")
mount("messages/", "beffroi.commons.conversations.urls")


def is_on() -> bool:
    """Whether the town has a forum."""
    return must_be_switched_on(FORUM) is None


features.register(Feature(FORUM, gettext_lazy("Forum"), gettext_lazy("Topics that anybody opens, outside the processes.")))
nav.main.register(nav.Entry("forum", gettext_lazy("Forum"), "forum:index", order=40, shown=is_on))


def _topics() -> Iterable[tuple[str, datetime | None]]:
    if not is_on():
        return
    yield reverse("forum:index"), None
    rows = Thread.objects.topics().only("pk", "slug", "last_message_at").order_by("-last_message_at")[: MOST - 1]
    for thread in rows:
        yield topic_url(thread), thread.last_message_at


sitemap_sections.register(SitemapSection("forum", _topics))


def perform_send(account: Account, data: dict, at: datetime) -> str:
    """The message that a visitor wrote before we knew her."""
    parent = Message.objects.filter(pk=data["parent"]).first() if data.get("parent") else None
    message = send(
        subject=Subject.parse(data["subject"]), person=account, text=data["text"], parent=parent, stance=data.get("stance", ""),
        language=data.get("language", "fr"), at=at,
    )  # fmt: skip
    return reverse("conversations:message", args=[message.pk])


def perform_open(account: Account, data: dict, at: datetime) -> str:
    """The topic that a visitor wrote before we knew her."""
    return topic_url(open_topic(person=account, title=data["title"], text=data["text"], tags=data.get("tags", []), at=at))


guest_acts.register(GuestAct("conversations:send", gettext_lazy("send this message"), perform_send))
guest_acts.register(GuestAct("conversations:open", gettext_lazy("open this topic"), perform_open))


def _sentence(text: Any):
    return lambda params, language: str(text) % params


for kind, label, group, text in (
    ("conversations:reply", gettext_lazy("Somebody answers you"), "own", gettext_lazy("%(name)s answered you: “%(title)s”.")),
    ("conversations:official", gettext_lazy("The town answers you"), "own", gettext_lazy("The town answered you: “%(title)s”.")),
    ("conversations:mention", gettext_lazy("Somebody names you"), "own", gettext_lazy("%(name)s named you in “%(title)s”.")),
    ("conversations:followed", gettext_lazy("New message on what I follow"), "followed", gettext_lazy("%(name)s wrote in “%(title)s”.")),
):
    notification_kinds.register(NotificationKind(kind, label, _sentence(text), group=group))


def export(account: Account) -> Iterable[dict[str, Any]]:
    """Every message of this person, with what it was about."""
    messages = list(Message.objects.filter(voice__account=account, removed_at=None).select_related("thread").order_by("pk"))
    cards = cards_of({message.thread.subject for message in messages})
    for message in messages:
        card = cards.get(message.thread.subject)
        yield {
            "about": card.title if card else message.thread.title,
            "address": reverse("conversations:message", args=[message.pk]),
            "text": message.text,
            "side": str(message.get_stance_display()) if message.stance else "",
            "at": message.created_at.isoformat(),
            "changed": message.edited_at.isoformat() if message.edited_at else "",
            "hidden": message.hidden_at.isoformat() if message.hidden_at else "",
        }


personal_data.register(
    PersonalData(
        kind="conversations",
        label=gettext_lazy("Messages and topics of the forum"),
        purpose=gettext_lazy("Public discussion, with a name to answer to."),
        retention=gettext_lazy("As long as the discussion can be read; without your name once your account is gone."),
        export=export,
        erase=lambda account, at: forget(account=account, at=at),
        fields=(
            "conversations.Thread.voice",
            "conversations.Message.voice",
            "conversations.Message.origin_address",
            "conversations.Speaker.voice",
            "conversations.Mention.voice",
        ),
        data=gettext_lazy("Texts, sides taken, dates, earlier versions, who is named"),
    )
)


def messages_of(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """For the page of a voice: what it said, under the title of what it was about."""
    rows = Message.objects.said().filter(voice=voice, is_opening=False, thread__hidden_at=None)
    rows = list(rows.select_related("thread").order_by("-created_at")[:limit])
    about = cards_of({row.thread.subject for row in rows})
    for row in rows:
        card = about.get(row.thread.subject)
        if card and card.is_public:
            yield Card(row.subject, card.title, reverse("conversations:message", args=[row.pk]), row.excerpt, voice_id=voice.pk)


def topics_of(voice: Voice, at: datetime, limit: int) -> Iterable[Card]:
    """For the page of a voice: the topics it opened."""
    rows = Thread.objects.topics().filter(voice=voice).order_by("-created_at")[:limit]
    return list(subject_kinds[TOPIC].cards([row.pk for row in rows]).values())


voice_pages.register(VoicePage("messages", gettext_lazy("Messages"), messages_of, order=60))
voice_pages.register(VoicePage("topics", gettext_lazy("Topics of the forum"), topics_of, order=55))


class MessageContext(Context):
    """A message with what it answers and what was answered."""

    kind = MESSAGE

    def whole(self, id: int) -> Whole | None:
        message = Message.objects.select_related("thread", "parent").filter(pk=id).first()
        if message is None:
            return None
        above = [message.root_id, message.parent_id]
        below = Message.objects.filter(parent=message).order_by("pk").values_list("pk", flat=True)[:5]
        cards = subject_kinds[MESSAGE].cards([pk for pk in (*above, *below) if pk])
        about = message.thread.subject.card() if message.thread.subject.kind in subject_kinds else None
        return Whole(
            text=message.text,
            html=SafeString(message.html),
            written_at=message.created_at,
            before=[card for card in (about, *(cards.get(pk) for pk in dict.fromkeys(above) if pk)) if card],
            after=[cards[pk] for pk in below if pk in cards],
            same_text=Message.objects.filter(digest=message.digest).exclude(pk=id).count() if message.digest else 0,
        )

    def with_same_voice(self, voice_id: int, limit: int) -> Collection[Card]:
        ids = list(Message.objects.filter(voice=voice_id, removed_at=None).order_by("-created_at").values_list("pk", flat=True)[:limit])
        cards = subject_kinds[MESSAGE].cards(ids)
        return [cards[pk] for pk in ids if pk in cards]


class TopicContext(Context):
    """A topic of the forum with its first message."""

    kind = TOPIC

    def whole(self, id: int) -> Whole | None:
        opening = Message.objects.filter(thread=id, is_opening=True).first()
        if opening is None:
            return None
        return Whole(text=opening.text, html=SafeString(opening.html), written_at=opening.created_at)


contexts.register(MessageContext())
contexts.register(TopicContext())


def _join(source: Voice, target: Voice, at: datetime) -> None:
    take_over(source=source, target=target)


voice_joints.register(VoiceJoint("conversations", _join))
