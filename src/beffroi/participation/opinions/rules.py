from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel.rules import Refusal
from beffroi.participation.opinions.access import EDIT, MODERATE
from beffroi.participation.opinions.models import MAP, OpinionMap, Statement
from beffroi.participation.opinions.settings_form import CLOSED, PEOPLE
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_be_running, must_have_right_in
from beffroi.participation.spaces.types import component_types

VOTE, STATE = "vote", "state"
LEAST_STATEMENTS = 7  # before that no map can be drawn
SHORTEST = 10


def setting(component: Component, name: str) -> Any:
    return component_types[MAP].setting(component, name)


def may_see(person: Any, map: OpinionMap, at: datetime) -> Refusal | None:
    return must_be_published(map.component, at, person) or must_not_be_hidden(map)


def may_vote(person: Any, map: OpinionMap, at: datetime) -> Refusal | None:
    return may_see(person, map, at) or must_go_on(map) or must_be_open(map.component, VOTE, at, person) or _must_be_known(person, map)


def may_state(person: Any, map: OpinionMap, at: datetime) -> Refusal | None:
    """Whoever asks: a visitor writes first and says who she is afterwards."""
    return may_see(person, map, at) or must_go_on(map) or must_be_open(map.component, STATE, at, person)


def may_follow(person: Any, map: OpinionMap, at: datetime) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to follow this opinion map."))
    return may_see(person, map, at)


def may_see_results(person: Any, map: OpinionMap, at: datetime) -> Refusal | None:
    if setting(map.component, "results") == CLOSED and not is_over(map, at) and not is_team(person, map):
        return Refusal("later", _("The map is public once everybody has had their say."))
    return None


def may_see_votes(person: Any, map: OpinionMap, at: datetime) -> Refusal | None:
    """The table of all votes, by number: to everybody at the end, so that anyone can count again."""
    if is_over(map, at) or (person.is_authenticated and has_right_in(person, map.component.process, EDIT)):
        return None
    return Refusal("later", _("The table of all votes is published at the end."))


def may_edit(person: Any, map: OpinionMap) -> Refusal | None:
    return must_have_right_in(person, map.component.process, EDIT)


def may_moderate(person: Any, map: OpinionMap) -> Refusal | None:
    return must_have_right_in(person, map.component.process, MODERATE)


def is_team(person: Any, map: OpinionMap) -> bool:
    return person.is_authenticated and any(has_right_in(person, map.component.process, right) for right in (EDIT, MODERATE))


def _must_be_known(person: Any, map: OpinionMap) -> Refusal | None:
    if setting(map.component, "who") == PEOPLE and not person.is_authenticated:
        return Refusal("anonymous", _("Each person counts once here: sign in first. Your name is not kept beside what you answer."))
    return None


def must_go_on(map: OpinionMap) -> Refusal | None:
    if map.closed_at:
        return Refusal("closed", _("This opinion map is closed. Everything can still be read."))
    if map.frozen_at:
        return Refusal("frozen", _("This opinion map is paused for a moment. Come back soon."))
    return None


def must_not_be_hidden(map: OpinionMap) -> Refusal | None:
    return Refusal("hidden", _("This opinion map was hidden by moderation.")) if map.hidden_at else None


def must_be_shown(statement: Statement) -> Refusal | None:
    return None if statement.in_list else Refusal("gone", _("This statement is no longer shown. Here is another one."))


def must_be_one_idea(text: str, longest: int) -> Refusal | None:
    if len(text) < SHORTEST:
        return Refusal("short", _("Write a whole sentence with which one can agree or disagree."))
    if len(text) > longest:
        return Refusal("long", _("%(n)d signs are too many: %(most)d at most. Keep to one idea.") % {"n": len(text), "most": longest})
    if text.rstrip(" !»”\u202f\u00a0").endswith("?"):
        return Refusal("question", _("Nobody can agree with a question: say what you think."))
    return None


def must_be_without_votes(statement: Statement) -> Refusal | None:
    if statement.votes.exists():
        return Refusal("voted", _("People have answered this statement: its words can no longer change."))
    return None


def must_say_something(text: str) -> Refusal | None:
    return None if text.strip() else Refusal("empty", _("Write first what came out of it."))


def is_open(map: OpinionMap, at: datetime) -> bool:
    """For the words of pages: can anybody vote now?"""
    running = must_be_running(map.component.process) is None
    return running and not map.closed_at and not map.frozen_at and not map.hidden_at and calendar.is_open(map.component, VOTE, at)


def is_over(map: OpinionMap, at: datetime) -> bool:
    """Closed by the team, archived, or past its last opening."""
    component = map.component
    if map.closed_at or component.process.is_archived:
        return True
    if calendar.is_open(component, VOTE, at) or calendar.next_opening(component, VOTE, at):
        return False
    return calendar.last_closing(component, VOTE, at) is not None


def over_since(map: OpinionMap, at: datetime) -> datetime | None:
    """When it ended; None while it goes on."""
    if not is_over(map, at):
        return None
    last = calendar.last_closing(map.component, VOTE, at)
    return map.closed_at or (last.ends_at if last else None) or map.component.process.archived_at
