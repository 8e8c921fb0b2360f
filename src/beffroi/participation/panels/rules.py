"""Who may sign up, prepare, draw, accept, as refusals."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.participation.panels import states
from beffroi.participation.panels.access import CONTACT, EDIT, ENTER
from beffroi.participation.panels.models import Panel, Seat
from beffroi.participation.spaces.rules import (
    day_and_time,
    has_right_in,
    must_be_open,
    must_be_published,
    must_be_running,
    must_have_right_in,
)

EARLY = timedelta(minutes=15)  # how long before the announced hour the dice may be thrown
MOST_SIZE, MOST_FEATURES, MOST_VALUES, MOST_LETTERS = 500, 8, 20, 20_000


def is_team(person: Any, panel: Panel) -> bool:
    return any(has_right_in(person, panel.component.process, right) for right in (EDIT, ENTER, CONTACT))


def may_see(person: Any, panel: Panel, at: datetime) -> Refusal | None:
    return must_be_published(panel.component, at, person)


def may_follow(person: Any, panel: Panel, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or may_see(person, panel, at)


def must_be_unfrozen(panel: Panel) -> Refusal | None:
    if panel.is_frozen:
        return Refusal("frozen", _("The list of those who may be drawn is closed: nothing of the draw changes any more."))
    return None


def must_take(panel: Panel, at: datetime, person: Any = None) -> Refusal | None:
    """People sign up now."""
    return must_be_unfrozen(panel) or must_be_open(panel.component, "join", at, person)


def may_volunteer(panel: Panel, at: datetime, person: Any = None) -> Refusal | None:
    if refusal := must_take(panel, at, person):
        return refusal
    if not panel.takes_volunteers:
        return Refusal("letters", _("This panel is drawn among those who received a letter."))
    return must_not_be_paused(person, at) if person is not None and person.is_authenticated else None


def may_prepare(person: Any, panel: Panel) -> Refusal | None:
    return must_have_right_in(person, panel.component.process, EDIT) or must_be_unfrozen(panel) or must_be_running(panel.component.process)


def may_change_questions(person: Any, panel: Panel) -> Refusal | None:
    if refusal := may_prepare(person, panel):
        return refusal
    if panel.candidates_count:
        return Refusal("answered", _("Somebody answered these questions already: they stay as they are. Quotas may still change."))
    return None


def may_enter(person: Any, panel: Panel) -> Refusal | None:
    """Write down what somebody said by telephone or on paper, even after the form closed, until the pool does."""
    return must_have_right_in(person, panel.component.process, ENTER) or must_be_unfrozen(panel) or must_be_running(panel.component.process)


def may_close(person: Any, panel: Panel) -> Refusal | None:
    if refusal := may_prepare(person, panel):
        return refusal
    if panel.candidates_count < panel.size:
        said = _("%(there)d people signed up, and %(size)d are to be drawn: invite more people, or make the panel smaller.")
        return Refusal("few", said % {"there": panel.candidates_count, "size": panel.size})
    if not panel.features.exists():
        return Refusal("no_feature", _("Say first what the panel must mirror: at least one question with its quotas."))
    return None


def may_open_again(person: Any, panel: Panel) -> Refusal | None:
    if refusal := must_have_right_in(person, panel.component.process, EDIT):
        return refusal
    if panel.state not in (states.COUNTING, states.READY):
        return Refusal("public", _("The panels are public: the draw goes its way."))
    return None


def may_publish(person: Any, panel: Panel) -> Refusal | None:
    if refusal := must_have_right_in(person, panel.component.process, EDIT):
        return refusal
    return None if panel.state == states.READY else Refusal("not_ready", _("The draw is not ready to be published."))


def may_move_throw(person: Any, panel: Panel) -> Refusal | None:
    if refusal := must_have_right_in(person, panel.component.process, EDIT):
        return refusal
    return None if panel.state == states.PUBLISHED else Refusal("drawn", _("The dice can be announced only once the panels are public."))


def must_be_ahead(throw_at: datetime, at: datetime) -> Refusal | None:
    return Refusal("past", _("This moment is past: whoever wishes to watch must be able to come.")) if throw_at < at - EARLY else None


def may_throw(person: Any, panel: Panel, at: datetime) -> Refusal | None:
    """After the panels were published, not before the announced hour; once."""
    if refusal := must_have_right_in(person, panel.component.process, EDIT):
        return refusal
    if panel.drawn_at:
        return Refusal("drawn", _("The dice were thrown. Their result does not change."))
    if panel.state != states.PUBLISHED:
        return Refusal("not_public", _("Publish the panels first: whoever wants to check must have them before the dice fall."))
    if panel.throw_at and at < panel.throw_at - EARLY:
        return Refusal("early", _("The dice are announced for %(when)s, not before.") % {"when": day_and_time(panel.throw_at)})
    return None


def may_answer_seat(seat: Seat) -> Refusal | None:
    if seat.state == Seat.ASKED:
        return None
    if seat.state == Seat.ACCEPTED:
        return Refusal("accepted", _("You accepted this place."))
    return Refusal("gone", _("This place is no longer kept for you."))


def may_contact(person: Any, panel: Panel) -> Refusal | None:
    if refusal := must_have_right_in(person, panel.component.process, CONTACT):
        return refusal
    return Refusal("forgotten", _("Everything personal was erased.")) if panel.purged_at else None


def may_fill(person: Any, seat: Seat) -> Refusal | None:
    """Draw somebody else for a place that is empty."""
    if refusal := may_contact(person, seat.panel):
        return refusal
    if seat.panel.state != states.DRAWN:
        return Refusal("over", _("This panel is over."))
    if seat.state in Seat.HERE:
        return Refusal("taken", _("This place is not empty."))
    if Seat.objects.filter(replaces=seat).exists():
        return Refusal("replaced", _("Somebody else was drawn for this place already."))
    return None
