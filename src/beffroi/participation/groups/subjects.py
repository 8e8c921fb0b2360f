"""What others see of groups: a space of its own kind, a group, a topic."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, rights
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Card, Subject, SubjectKind, subject_kinds
from beffroi.participation.groups import rules
from beffroi.participation.groups.actions.topics import count_said, set_hidden
from beffroi.participation.groups.addresses import group_url, topic_url
from beffroi.participation.groups.models import Group, Topic
from beffroi.participation.spaces.models import GROUP, Process
from beffroi.participation.spaces.types import SpaceKind, space_kinds

# Who leads a group prepares what is in it; she answers and decides nothing in the name of the town.
LEADING = frozenset({"see", "edit", "merge", "review", "door", "host"})


class GroupSpace(SpaceKind):
    """The rules of groups, for every component in them."""

    kind = GROUP

    def url(self, process: Process) -> str:
        return group_url(Group(process=process))

    def has_right(self, person: Any, process: Process, right: str) -> bool:
        return right.split(":")[-1] in LEADING and MANAGER in rights[right].roles and rules.leads(person, process.pk)

    def may_read(self, person: Any, process: Process) -> bool:
        return rules.is_inside(person, process.pk)

    def must_take_part(self, person: Any, process: Process) -> Refusal | None:
        group = Group.objects.filter(pk=process.pk).first()
        if group is None:
            return rules.NOT_THERE
        group.process = process
        return rules.must_be_member(person, group)


space_kinds.register(GroupSpace())


class GroupSubject(SubjectKind):
    kind = "group"
    label = _("group")
    label_plural = _("groups")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Group.objects.filter(pk__in=ids).select_related("process", "parent")
        return {
            row.pk: Card(
                subject=row.subject,
                title=row.process.title,
                url=group_url(row),
                excerpt=row.process.question,
                is_public=row.is_listed,
                space=row.subject,
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Group.objects.select_related("process", "parent").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This group no longer exists."))
        if refusal := rules.must_know(person, row):
            return refusal
        if verb in ("see", "flag"):
            return None
        if verb == "follow":
            return rules.must_read(person, row) or must_be_signed_in(person)
        return Refusal("closed", _("This is not possible on a group."))

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "follows":
            Group.objects.filter(pk=id).update(follows_count=F("follows_count") + by, version=F("version") + 1)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter != "follows":
            return {}
        return dict(Group.objects.filter(pk__gt=after).order_by("pk").values_list("pk", "follows_count")[:size])


class TopicSubject(SubjectKind):
    kind = "group_topic"
    label = _("topic of a group")
    label_plural = _("topics of groups")

    def cards(self, ids: Collection[int]) -> dict[int, Card]:
        rows = Topic.objects.filter(pk__in=ids).select_related("group__process")
        return {
            row.pk: Card(
                subject=row.subject,
                title=row.title,
                url=topic_url(row),
                excerpt=row.excerpt,
                is_public=row.hidden_at is None and row.group.process.is_public,
                voice_id=row.voice_id,
                space=Subject("process", row.group_id),
            )
            for row in rows
        }

    def may(self, verb: str, person: Any, id: int, at: datetime) -> Refusal | None:
        row = Topic.objects.select_related("group__process", "group__parent").filter(pk=id).first()
        if row is None:
            return Refusal("gone", _("This topic no longer exists."))
        refusal = rules.must_read(person, row.group)
        if refusal is None and row.hidden_at:
            refusal = Refusal("hidden", _("This topic was hidden by moderation."))
        if refusal or verb in ("see", "flag"):
            return refusal
        if verb == "comment":
            return rules.may_comment(person, row, at)
        if verb == "follow":
            return must_be_signed_in(person)
        return Refusal("closed", _("This is not possible on a topic of a group."))

    def count(self, id: int, counter: str, by: int) -> None:
        if counter == "messages":
            count_said(topic_id=id, by=by, at=clock.now())
        elif counter == "follows":
            Topic.objects.filter(pk=id).update(follows_count=F("follows_count") + by, version=F("version") + 1)

    def counters(self, counter: str, after: int, size: int) -> dict[int, int]:
        if counter not in ("messages", "follows"):
            return {}
        return dict(Topic.objects.filter(pk__gt=after).order_by("pk").values_list("pk", f"{counter}_count")[:size])

    def set_hidden(self, id: int, hidden: bool) -> None:
        topic = Topic.objects.select_related("group__process").get(pk=id)
        set_hidden(topic=topic, hidden=hidden, at=clock.now())


subject_kinds.register(GroupSubject())
subject_kinds.register(TopicSubject())
