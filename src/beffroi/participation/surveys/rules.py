from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.rules import day_and_time, has_right_in, must_be_open, must_be_published, must_have_right_in
from beffroi.participation.surveys.models import CLOSED, PSEUDONYMOUS, TEAM, Response, Survey, is_between

EDIT, READ, KEY = "surveys:survey:edit", "surveys:answers:read", "surveys:paper:key"
ANSWER = "answer"


def must_have_right_for(person: Any, survey: Survey, right: str) -> Refusal | None:
    if survey.component:
        return must_have_right_in(person, survey.component.process, right)
    return must_have_right(person, right)


def is_team(person: Any, survey: Survey, right: str = EDIT) -> bool:
    if not person.is_authenticated:
        return False
    return has_right_in(person, survey.component.process, right) if survey.component else person.has_right(right)


def may_edit(person: Any, survey: Survey) -> Refusal | None:
    return must_have_right_for(person, survey, EDIT)


def may_see(person: Any, survey: Survey, at: datetime) -> Refusal | None:
    """Drafts are seen by the team; what moderation hid, by nobody else. In a closed group, its members see it."""
    is_there = must_be_published(survey.component, at, person) is None if survey.component else survey.is_public
    if (is_there and not survey.hidden_at) or any(is_team(person, survey, right) for right in (EDIT, READ, KEY)):
        return None
    return Refusal("draft", _("This survey is not public."))


def is_open(survey: Survey, at: datetime) -> bool:
    if survey.hidden_at:
        return False
    if survey.component:
        return must_be_open(survey.component, ANSWER, at) is None
    return survey.published_at is not None and is_between(survey.opens_at, at, survey.closes_at)


def is_over(survey: Survey, at: datetime) -> bool:
    """It was open, and will not be again."""
    if survey.component is None:
        return survey.published_at is not None and survey.closes_at is not None and survey.closes_at <= at
    component = survey.component
    if component.process.is_archived:
        return True
    if not (component.is_public and component.process.is_live) or calendar.is_open(component, ANSWER, at):
        return False
    if component.process.is_group:  # without phases: those who lead it opened it, and closed it again
        return survey.responses_count > 0
    if calendar.next_opening(component, ANSWER, at):
        return False
    return calendar.last_closing(component, ANSWER, at) is not None


def end_of(survey: Survey, at: datetime) -> datetime | None:
    """Until when answers are taken, if that is known."""
    return calendar.closes_at(survey.component, ANSWER, at) if survey.component else survey.closes_at


def must_take_answers(survey: Survey, at: datetime, person: Any) -> Refusal | None:
    if survey.hidden_at:
        return Refusal("hidden", _("This survey was hidden by moderation."))
    if survey.component:
        return must_be_open(survey.component, ANSWER, at, person)
    if survey.published_at is None:
        return Refusal("draft", _("This survey is not public."))
    if survey.opens_at and at < survey.opens_at:
        return Refusal("not_yet", _("This survey opens on %(when)s.") % {"when": day_and_time(survey.opens_at)})
    if survey.closes_at and survey.closes_at <= at:
        return Refusal("closed", _("This survey closed on %(when)s.") % {"when": day_and_time(survey.closes_at)})
    return None


def is_trial(person: Any, survey: Survey, at: datetime) -> bool:
    """The team tries a survey that is not open: its answers are never counted."""
    return not is_open(survey, at) and not is_over(survey, at) and is_team(person, survey)


def may_answer(person: Any, survey: Survey, at: datetime) -> Refusal | None:
    """Write answers. Who one is, where that matters, is asked when they are sent."""
    if is_trial(person, survey, at):
        return None
    return must_take_answers(survey, at, person)


def must_have_questions(count: int) -> Refusal | None:
    """In a group a part is there as soon as it is added: its questions come afterwards."""
    return None if count else Refusal("empty", _("The questions of this survey are not written yet."))


def must_have_room(survey: Survey) -> Refusal | None:
    if survey.most and survey.responses_count >= survey.most:
        return Refusal("full", _("This survey has all the answers that it can take."))
    return None


def may_send(person: Any, survey: Survey, response: Response, at: datetime) -> Refusal | None:
    """A draft becomes an answer that counts, or an answer that counts is changed."""
    if response.origin == Response.TRIAL:
        return None if is_team(person, survey) else Refusal("trial", _("This is a trial of the team."))
    if response.is_sent and not survey.may_change:
        return Refusal("sent", _("Your answers were sent. In this survey they cannot be changed."))
    room = None if response.is_sent else must_have_room(survey)
    return must_take_answers(survey, at, person) or room or must_be_somebody(person, survey)


def must_be_somebody(person: Any, survey: Survey) -> Refusal | None:
    if survey.who == PSEUDONYMOUS and not person.is_authenticated:
        return Refusal("anonymous", _("Say who you are, so that each person answers once. Your name does not stand beside your answers."))
    return None


def may_see_results(person: Any, survey: Survey, at: datetime) -> Refusal | None:
    if is_team(person, survey, READ) or is_team(person, survey):
        return None
    if refusal := may_see(person, survey, at):
        return refusal
    if survey.results == TEAM:
        return Refusal("team", _("The results of this survey are not public."))
    if survey.results == CLOSED and not is_over(survey, at):
        return Refusal("not_yet", _("The results come when the survey is closed."))
    if survey.responses_count < survey.least:
        return Refusal("few", _("Results are shown from %(n)d answers on.") % {"n": survey.least})
    return None


def may_follow(person: Any, survey: Survey, at: datetime) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to follow this survey."))
    return may_see(person, survey, at)


def must_be_unanswered(survey: Survey) -> Refusal | None:
    """Once somebody answered, the form stays as it is; wordings can still be mended."""
    if survey.responses_count:
        return Refusal("answered", _("Somebody has answered already: questions cannot be added, removed, moved or changed in kind."))
    return None


def must_be_of_town(survey: Survey) -> Refusal | None:
    if survey.component_id:
        return Refusal("process", _("The phases of its process say when this survey is open."))
    return None
