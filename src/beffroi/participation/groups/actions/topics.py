from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.search import actions as search
from beffroi.commons.supports import actions as supports
from beffroi.ground.people.models import Voice
from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.participation.groups import rules, states
from beffroi.participation.groups.addresses import topic_url
from beffroi.participation.groups.facts import ProblemMoved, TopicEdited, TopicOpened
from beffroi.participation.groups.models import Group, Member, Step, Topic
from beffroi.participation.spaces.actions import count_contributions


@transaction.atomic
def open_topic(*, group: Group, person: Any, title: str, text: str, at: datetime, problem: bool = False, of_group: bool = False) -> Topic:
    """Say something to the group, or raise a problem. `of_group`: a facilitator says it in the name of the group."""
    rules.forget(person)
    require(rules.may_write(person, group, at), rules.may_lead(person, group) if of_group else None)
    if not title.strip() or not text.strip():
        require(Refusal("empty", _("Give a title and say what it is about.")))
    voice = person.voice
    topic = Topic(
        group=group, title=title.strip()[:150], text=text.strip(), voice=voice, is_of_group=of_group,
        state=states.RAISED if problem else states.TALK, created_at=at, active_at=at, round=Topic.objects.filter(group=group, voice=voice).count(),
    )  # fmt: skip
    topic.html, topic.excerpt, topic.turn = html.from_markdown(topic.text), excerpt(topic.text, 200), topic.place()
    topic.save()
    if problem:
        Step.objects.create(topic=topic, state=states.RAISED, note=topic.excerpt, voice=voice, at=at)
    Group.objects.filter(pk=group.pk).update(topics_count=F("topics_count") + 1, active_at=at, version=F("version") + 1)
    count_contributions(process_id=group.pk, by=1)
    supports.follow(subject=topic.subject, person=person, at=at)
    record(TopicOpened(group_id=group.pk, topic_id=topic.pk, is_of_group=of_group))
    index(topic, at=at)
    return topic


@transaction.atomic
def edit_topic(*, topic: Topic, person: Any, changes: Mapping[str, str], at: datetime) -> Topic:
    rules.forget(person)
    require(rules.may_edit(person, topic, at))
    if topic.voice_id != person.voice.pk:
        require(Refusal("author", _("Only its author may change this text. You can close it, or report it.")))
    topic.title, topic.text = changes["title"].strip()[:150], changes["text"].strip()
    topic.html, topic.excerpt = html.from_markdown(topic.text), excerpt(topic.text, 200)
    Topic.objects.filter(pk=topic.pk).update(
        title=topic.title, text=topic.text, html=topic.html, excerpt=topic.excerpt, version=F("version") + 1
    )
    record(TopicEdited(group_id=topic.group_id, topic_id=topic.pk))
    index(topic, at=at)
    return topic


@transaction.atomic
def close_topic(*, topic: Topic, person: Any, at: datetime) -> None:
    _set_closed(topic, person, at, at)


@transaction.atomic
def reopen_topic(*, topic: Topic, person: Any, at: datetime) -> None:
    _set_closed(topic, person, None, at)


def _set_closed(topic: Topic, person: Any, closed_at: datetime | None, at: datetime) -> None:
    rules.forget(person)
    require(rules.may_edit(person, topic, at))
    Topic.objects.filter(pk=topic.pk).update(closed_at=closed_at, version=F("version") + 1)
    topic.closed_at = closed_at
    record(TopicEdited(group_id=topic.group_id, topic_id=topic.pk))


@transaction.atomic
def move_problem(
    *, topic: Topic, person: Any, state: str, note: str, at: datetime, responsible: Voice | None = None, due_on: date | None = None
) -> Step:
    """One step further, or back: what was found or agreed, who does what, until when."""
    rules.forget(person)
    topic = Topic.objects.select_for_update(of=("self",)).select_related("group__process").get(pk=topic.pk)
    require(rules.may_move(person, topic, at))
    if state not in states.LABELS:
        require(Refusal("state", _("Choose one of the states.")))
    if not note.strip():
        require(Refusal("note", _("Say what was found or agreed.")))
    if state == states.DECIDED and (responsible is None or due_on is None):
        require(Refusal("who", _("What is decided needs somebody responsible, and a date.")))
    if responsible and not Member.objects.inside().filter(group=topic.group_id, voice=responsible).exists():
        require(Refusal("responsible", _("Choose a member of the group.")))
    over = state in states.OVER
    step = Step.objects.create(
        topic=topic, state=state, note=note.strip(), responsible=responsible, due_on=due_on, voice=person.voice, at=at
    )
    Topic.objects.filter(pk=topic.pk).update(
        state=state, responsible=None if over else responsible, due_on=None if over else due_on, active_at=at, version=F("version") + 1
    )
    Group.objects.filter(pk=topic.group_id).update(active_at=at, version=F("version") + 1)
    record(ProblemMoved(group_id=topic.group_id, topic_id=topic.pk, step_id=step.pk, state=state))
    return step


@transaction.atomic
def set_hidden(*, topic: Topic, hidden: bool, at: datetime) -> None:
    """By moderation."""
    if hidden == bool(topic.hidden_at):
        return
    Topic.objects.filter(pk=topic.pk).update(hidden_at=at if hidden else None, version=F("version") + 1)
    topic.hidden_at = at if hidden else None
    by = -1 if hidden else 1
    Group.objects.filter(pk=topic.group_id).update(topics_count=F("topics_count") + by, version=F("version") + 1)
    count_contributions(process_id=topic.group_id, by=by)
    record(TopicEdited(group_id=topic.group_id, topic_id=topic.pk))
    index(topic, at=at)


@transaction.atomic
def count_said(*, topic_id: int, by: int, at: datetime) -> None:
    """Somebody answered: the topic moves back in the list, so that those nobody answered stand first."""
    Topic.objects.filter(pk=topic_id).update(messages_count=F("messages_count") + by, version=F("version") + 1)
    topic = Topic.objects.filter(pk=topic_id).first()
    if topic is None or by < 1:
        return
    Topic.objects.filter(pk=topic_id, turn__lt=topic.place()).update(turn=topic.place())
    Topic.objects.filter(pk=topic_id, active_at__lt=at).update(active_at=at)
    Group.objects.filter(pk=topic.group_id, active_at__lt=at).update(active_at=at)


def index(topic: Topic, *, at: datetime) -> None:
    """Found by everybody in a public group only."""
    if topic.hidden_at or not topic.group.process.is_public:
        search.remove(subject=topic.subject)
        return
    search.put(
        subject=topic.subject, title=topic.title, text=topic.text, url=topic_url(topic), at=topic.created_at,
        space=Subject("process", topic.group_id),
    )  # fmt: skip
