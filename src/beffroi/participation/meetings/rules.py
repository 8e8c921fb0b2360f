from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.rules import ANSWER as SPEAK
from beffroi.kernel.rules import Refusal
from beffroi.participation.meetings.access import DOOR, EDIT, HOST
from beffroi.participation.meetings.models import Meeting, Registration
from beffroi.participation.spaces.rules import (
    day_and_time,
    must_be_open,
    must_be_published,
    must_be_running,
    must_have_right_in,
)

PROPOSE, COMMENT = "propose", "comment"
MOST_OF_QUESTIONS = 500


def may_see(person: Any, meeting: Meeting, at: datetime) -> Refusal | None:
    """Announced meetings are for everybody who may see the space; others for the team, and for who proposed them."""
    if refusal := must_be_published(meeting.component, at, person):
        return refusal
    if meeting.hidden_at:
        return must_not_be_hidden(meeting)
    if meeting.published_at is not None or is_its_author(person, meeting):
        return None
    return may_edit(person, meeting) and Refusal("draft", _("This page is not public yet."))


def is_its_author(person: Any, meeting: Meeting) -> bool:
    return person.is_authenticated and meeting.proposed_by_id is not None and person.voice.pk == meeting.proposed_by_id


def must_not_be_hidden(meeting: Meeting) -> Refusal | None:
    return Refusal("hidden", _("This meeting was hidden by moderation.")) if meeting.hidden_at else None


def may_edit(person: Any, meeting: Meeting) -> Refusal | None:
    return must_have_right_in(person, meeting.component.process, EDIT)


def may_receive(person: Any, meeting: Meeting) -> Refusal | None:
    return must_have_right_in(person, meeting.component.process, DOOR)


def may_host(person: Any, meeting: Meeting) -> Refusal | None:
    return must_have_right_in(person, meeting.component.process, HOST)


def may_speak(person: Any, meeting: Meeting, at: datetime) -> Refusal | None:
    """Write in the name of the town."""
    return must_have_right_in(person, meeting.component.process, SPEAK)


def may_follow(person: Any, meeting: Meeting, at: datetime) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to follow this meeting."))
    return may_see(person, meeting, at) or must_be_announced(meeting)


def may_comment(person: Any, meeting: Meeting, at: datetime) -> Refusal | None:
    return may_see(person, meeting, at) or must_be_announced(meeting) or must_be_open(meeting.component, COMMENT, at, person)


def may_propose(component: Any, at: datetime, person: Any = None) -> Refusal | None:
    """Whoever asks: a visitor writes first and says who she is afterwards."""
    return must_be_open(component, PROPOSE, at, person)


def must_be_announced(meeting: Meeting) -> Refusal | None:
    return None if meeting.published_at else Refusal("draft", _("This meeting is not announced yet."))


def must_take_place(meeting: Meeting) -> Refusal | None:
    if meeting.is_cancelled:
        return Refusal("cancelled", _("This meeting is cancelled."))
    return must_be_announced(meeting) or must_not_be_hidden(meeting)


def may_register(meeting: Meeting, at: datetime) -> Refusal | None:
    """Registration is open now; whether a place is free or not, one may wait."""
    if refusal := must_be_running(meeting.component.process) or must_take_place(meeting):
        return refusal
    if meeting.registration != Meeting.HERE:
        return Refusal("none", _("No registration is needed here."))
    if meeting.is_over(at):
        return Refusal("over", _("This meeting is over."))
    if meeting.registration_until and meeting.registration_until <= at:
        return Refusal("closed", _("Registration closed on %(when)s.") % {"when": day_and_time(meeting.registration_until)})
    return None


def may_cancel_place(registration: Registration, at: datetime) -> Refusal | None:
    if registration.state == Registration.CANCELLED:
        return Refusal("cancelled", _("This registration is cancelled already."))
    if registration.meeting.is_over(at):
        return Refusal("over", _("This meeting is over."))
    return None


def may_ask_live(meeting: Meeting) -> Refusal | None:
    if refusal := must_take_place(meeting):
        return refusal
    if not meeting.is_live:
        return Refusal("closed", _("Questions are not open at the moment."))
    return None


def must_have_begun(meeting: Meeting, at: datetime) -> Refusal | None:
    return None if meeting.starts_at <= at else Refusal("early", _("The meeting has not begun yet."))


def must_have_a_reason(why: str) -> Refusal | None:
    return None if why.strip() else Refusal("empty", _("Say why: people read it."))
