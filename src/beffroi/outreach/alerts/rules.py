import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.outreach.alerts.access import ISSUE, ROADS, WORDS, WRITE
from beffroi.outreach.alerts.models import Alert, Pending, Preferences, RoadEvent

BLANK = re.compile(r"\[[^\]\n]{1,60}\]")


def preferences() -> Preferences:
    """How alerts are handled here."""
    return Preferences.objects.filter(pk=1).first() or Preferences(pk=1)


def may_write(person: Any) -> Refusal | None:
    return must_have_right(person, WRITE)


def may_edit(person: Any, alert: Alert) -> Refusal | None:
    return may_write(person) or must_be_in(alert, Alert.DRAFT, Alert.WAITING)


def may_ask(person: Any, alert: Alert, at: datetime) -> Refusal | None:
    return may_write(person) or must_be_in(alert, Alert.DRAFT) or must_be_complete(alert, at)


def may_issue(person: Any, alert: Alert, at: datetime) -> Refusal | None:
    return (
        must_have_right(person, ISSUE)
        or must_be_in(alert, Alert.DRAFT, Alert.WAITING)
        or must_be_complete(alert, at)
        or must_be_second(person, alert)
    )


def may_update(person: Any, alert: Alert, at: datetime) -> Refusal | None:
    return must_have_right(person, ISSUE) or must_be_in(alert, Alert.ISSUED)


def may_accept(person: Any, pending: Pending, alert: Alert, at: datetime) -> Refusal | None:
    if pending.asked_by_id == person.pk:
        return Refusal("same_person", _("You wrote this message: somebody else has to say yes."))
    if pending.based_on != alert.version:
        return Refusal("stale", _("The alert has changed since this was written: write it again."))
    return may_update(person, alert, at)


def must_be_agreed(alert: Alert) -> Refusal | None:
    """Where two persons decide, nobody sends an update or the end alone."""
    if alert.is_exercise or not preferences().two_persons:
        return None
    return Refusal("two_persons", _("Here two persons decide: a second one has to read this message first."))


def may_end(person: Any, alert: Alert) -> Refusal | None:
    return must_have_right(person, ISSUE) or must_be_in(alert, Alert.ISSUED)


def may_drop(person: Any, alert: Alert) -> Refusal | None:
    return may_write(person) or must_be_in(alert, Alert.DRAFT, Alert.WAITING)


def may_approve_words(person: Any) -> Refusal | None:
    return must_have_right(person, WORDS)


def may_write_roads(person: Any) -> Refusal | None:
    return must_have_right(person, ROADS)


def may_announce(person: Any, road: RoadEvent) -> Refusal | None:
    if road.alert_id:
        return Refusal("announced", _("This was announced already: update its alert instead."))
    return may_write(person)


def must_be_in(alert: Alert, *states: str) -> Refusal | None:
    if alert.state not in states:
        return Refusal("state", _("This alert is %(state)s.") % {"state": alert.get_state_display()})
    return None


def must_be_complete(alert: Alert, at: datetime) -> Refusal | None:
    """Nothing goes out with a blank left, or for a time that is over."""
    texts = "\n".join((alert.headline, alert.happens, alert.steps, alert.contact))
    if found := BLANK.findall(texts):
        return Refusal("blank", _("Fill in what is still between brackets: %(blanks)s.") % {"blanks": ", ".join(dict.fromkeys(found))})
    if alert.expires <= at:
        return Refusal("over", _("The end of this alert is over: give it a later end."))
    return None


def must_be_second(person: Any, alert: Alert) -> Refusal | None:
    """Where two persons are asked for, whoever asked is not the one who says yes. An exercise needs no second person."""
    if alert.is_exercise or not preferences().two_persons:
        return None
    if alert.state != Alert.WAITING:
        return Refusal("two_persons", _("Here two persons decide: ask a second one to read it first."))
    if alert.asked_by_id == person.pk:
        return Refusal("same_person", _("You asked for this alert: somebody else has to say yes."))
    return None
