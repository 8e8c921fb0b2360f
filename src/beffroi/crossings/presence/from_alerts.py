"""Alerts and roadworks, to those who follow their topic: when they begin, change and end."""

from collections.abc import Iterator
from dataclasses import replace

from django.conf import settings
from django.utils.translation import override

from beffroi.crossings.presence import hearing, words
from beffroi.crossings.presence.actions import speaking
from beffroi.crossings.presence.models import ALERTS, Presence, Utterance
from beffroi.crossings.presence.sources import ALL
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.alerts.facts import AlertEnded, AlertIssued, RoadsChanged
from beffroi.outreach.alerts.hazards import ROADS
from beffroi.outreach.alerts.models import Alert, Release, RoadEvent


@on(AlertIssued)
def say_a_release(fact: AlertIssued) -> None:
    """The first message begins a thread; what follows stands below it, and the first says what holds now."""
    row = Release.objects.select_related("alert").filter(pk=fact.release_id).first()
    if row is None or fact.is_exercise or row.alert.is_exercise:
        return
    at, subject = clock.now(), Subject("alert", fact.alert_id)
    with override(row.content["language"]):
        message = words.release(row)
    for presence in _presences(row.alert.sort.topic):
        if row.kind != Release.ALERT and (first := _first(presence, subject)):
            if not row.is_end:
                speaking.say(presence=presence, key=str(subject), subject=subject, message=message, at=at)
            below = replace(message, reply_to=first.publication.uri, extra={})
            speaking.say(presence=presence, key=f"{subject} {row.pk}", subject=subject, message=below, at=at)
        else:
            speaking.say(presence=presence, key=str(subject), subject=subject, message=message, at=at)


@on(AlertEnded)
def say_that_it_ended(fact: AlertEnded) -> None:
    """Only where nobody says more: an all-clear is a message of its own."""
    alert = Alert.objects.filter(pk=fact.alert_id, is_exercise=False).first()
    last = Release.objects.filter(alert=fact.alert_id).order_by("-number").first()
    if alert is None or last is None or last.is_end:
        return
    at, subject = clock.now(), Subject("alert", fact.alert_id)
    with override(last.content["language"]):
        message = words.over(last)
    for presence in _presences(alert.sort.topic):
        if first := _first(presence, subject):
            below = replace(message, reply_to=first.publication.uri)
            speaking.say(presence=presence, key=f"{subject} over", subject=subject, message=below, at=at)


@on(RoadsChanged)
def say_roadworks(fact: RoadsChanged) -> None:
    """Roadworks that are coming or there; changed they change, withdrawn they go."""
    at = clock.now()
    row = RoadEvent.objects.filter(pk=fact.road_id).first()
    for presence in _open(ROADS):
        key = f"road:{fact.road_id}"
        if row and row.is_public and (row.ends_at > at or hearing.is_said(presence, key)):
            with override(settings.LANGUAGE_CODE):
                message = words.road(row)
            speaking.say(presence=presence, key=key, subject=Subject("road", fact.road_id), message=message, at=at)
        else:
            speaking.take_back(subject=Subject("road", fact.road_id), presence=presence, at=at)


def _presences(topic: str) -> Iterator[Presence]:
    yield from _open(ALL)
    yield from _open(topic)


def _open(ref: str) -> Iterator[Presence]:
    if found := hearing.presence_of(ALERTS, ref):
        yield found


def _first(presence: Presence, subject: Subject) -> Utterance | None:
    return Utterance.objects.select_related("publication").filter(presence=presence, key=str(subject), taken_back_at=None).first()
