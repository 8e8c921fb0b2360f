"""Public groups have an account of their own, which says what is said in their name. What members say among themselves stays there."""

from django.conf import settings
from django.utils.translation import override

from beffroi.channels.base.types import Message
from beffroi.crossings.presence import hearing, words
from beffroi.crossings.presence.actions import faces, speaking
from beffroi.crossings.presence.models import GROUP
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.html import from_markdown
from beffroi.kernel.text import excerpt
from beffroi.participation.groups.facts import GroupArchived, GroupEdited, GroupOpened, TopicEdited, TopicOpened
from beffroi.participation.groups.models import Topic


@on(GroupOpened)
def open_a_group(fact: GroupOpened) -> None:
    _refresh(fact.group_id)


@on(GroupEdited)
def follow_a_group(fact: GroupEdited) -> None:
    """Another name; or closed to the public, and then nobody follows it any more."""
    _refresh(fact.group_id)


@on(GroupArchived)
def leave_a_group(fact: GroupArchived) -> None:
    _refresh(fact.group_id)


def _refresh(group_id: int) -> None:
    faces.refresh(kind=GROUP, ref=str(group_id), at=clock.now())


@on(TopicOpened)
def say_in_the_name_of_the_group(fact: TopicOpened) -> None:
    _say(fact.topic_id)


@on(TopicEdited)
def say_it_otherwise(fact: TopicEdited) -> None:
    _say(fact.topic_id)


def _say(topic_id: int) -> None:
    topic = Topic.objects.filter(pk=topic_id, is_of_group=True).first()
    if topic is None:
        return
    at = clock.now()
    card = hearing.shown_card(topic.subject)
    if card is None:
        speaking.take_back(subject=topic.subject, at=at)
        return
    presence = hearing.presence_of(GROUP, topic.group_id)
    if presence is None or (topic.created_at < at - words.FRESH and not hearing.is_said(presence, str(topic.subject))):
        return
    with override(settings.LANGUAGE_CODE):
        message = Message(
            text=excerpt(topic.text, words.SHORT), title=topic.title, link=card.url, language=settings.LANGUAGE_CODE,
            extra={"object": {"type": "Article", "name": topic.title, "html": str(from_markdown(topic.text[: words.WHOLE]))}},
        )  # fmt: skip
    speaking.say(presence=presence, key=str(topic.subject), subject=topic.subject, message=message, at=at)
