from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class GroupOpened(Fact):
    said = pgettext_lazy("log", "A group was opened.")
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupEdited(Fact):
    """Its name, its texts, who sees it, or who may join."""

    said = pgettext_lazy("log", "A group was changed.")
    group_id: int


@dataclass(frozen=True, kw_only=True)
class GroupArchived(Fact):
    said = pgettext_lazy("log", "A group was closed.")
    group_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipAsked(Fact):
    said = pgettext_lazy("log", "Somebody asked to join a group.")
    group_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MembershipDecided(Fact):
    said = pgettext_lazy("log", "A request to join a group was answered.")
    group_id: int
    voice_id: int
    accepted: bool
    asked_at: str


@dataclass(frozen=True, kw_only=True)
class MemberJoined(Fact):
    said = pgettext_lazy("log", "Somebody joined a group.")
    group_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class MemberLeft(Fact):
    said = pgettext_lazy("log", "Somebody left a group.")
    group_id: int
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class CharterChanged(Fact):
    said = pgettext_lazy("log", "The rules of a group were changed.")
    group_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class TopicOpened(Fact):
    said = pgettext_lazy("log", "A topic was opened in a group.")
    group_id: int
    topic_id: int
    is_of_group: bool


@dataclass(frozen=True, kw_only=True)
class TopicEdited(Fact):
    said = pgettext_lazy("log", "A topic of a group was changed, closed or hidden.")
    group_id: int
    topic_id: int


@dataclass(frozen=True, kw_only=True)
class ProblemMoved(Fact):
    said = pgettext_lazy("log", "A problem of a group moved on.")
    group_id: int
    topic_id: int
    step_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class FacilitatorNamed(Fact):
    said = pgettext_lazy("log", "Somebody leads a group from now on.")
    group_id: int
    voice_id: int
