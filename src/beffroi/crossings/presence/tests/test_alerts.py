"""An alert begins a thread for those who follow its topic, changes in it and ends in it."""

from datetime import timedelta

import pytest

from beffroi.channels.fediverse.models import Publication
from beffroi.crossings.presence.actions import faces
from beffroi.crossings.presence.models import ALERTS, Utterance
from beffroi.ground.town import actions as towns
from beffroi.outreach.alerts import actions as alerts
from beffroi.outreach.alerts.actions import roads

HOUR = timedelta(hours=1)


@pytest.fixture
def followed(town, now):
    towns.set_up_town(name="Valbourg", at=now)
    return {ref: faces.refresh(kind=ALERTS, ref=ref, at=now).actor for ref in ("all", "weather", "roads")}


def draft(validator, now, **more):
    said = {
        "headline": "Crue de l’Ance : ne vous approchez pas", "happens": "L’Ance monte vite.", "steps": "Montez à l’étage.",
        "contact": "", "severity": "Severe", "urgency": "Expected", "certainty": "Likely", "onset": now, "expires": now + 6 * HOUR,
    }  # fmt: skip
    return alerts.draft(hazard="flood", values=said | more, author=validator, at=now)


def said_by(actor):
    rows = Publication.objects.filter(actor=actor, withdrawn_at=None).order_by("pk")
    return [(row.document["content"], row.document.get("inReplyTo", "")) for row in rows]


def test_an_alert_begins_changes_and_ends_in_one_thread(followed, validator, now, work):
    alert = draft(validator, now)
    alerts.issue(alert=alert, person=validator, at=now)
    work()
    for ref in ("all", "weather"):
        ((content, above),) = said_by(followed[ref])
        assert "Montez à l’étage" in content
        assert above == ""
    assert said_by(followed["roads"]) == []
    alert.refresh_from_db()
    alerts.update(alert=alert, person=validator, changes={"happens": "Le pic est attendu à 18 h."}, note="L’eau monte encore.", at=now)
    work()
    alert.refresh_from_db()
    alerts.clear(alert=alert, person=validator, note="La décrue est là.", at=now + HOUR)
    work()
    first, update, end = said_by(followed["weather"])
    assert "Le pic est attendu" in first[0], "the first message says what holds now"
    assert "monte encore" in update[0]
    assert "décrue" in end[0]
    start = Utterance.objects.get(presence__ref="weather", key=f"alert:{alert.pk}").publication.uri
    assert {update[1], end[1]} == {start}
    assert Publication.objects.filter(actor=followed["weather"]).count() == 3, "an end that was told is not told again"


def test_an_exercise_is_said_to_nobody(followed, validator, now, work):
    alert = draft(validator, now, is_exercise=True)
    alerts.issue(alert=alert, person=validator, at=now)
    work()
    assert not Publication.objects.exists()


def test_roadworks_that_are_withdrawn_are_taken_back(followed, manager, now, work):
    content = {
        "title": "Rue du Four fermée", "street": "Rue du Four", "line": {"type": "LineString", "coordinates": [[1.0, 45.0], [1.001, 45.0]]},
        "description": "Réseau d’eau.", "starts_at": now, "ends_at": now + 48 * HOUR,
    }  # fmt: skip
    road = roads.add_road(person=None, values=content, at=now)
    work()
    assert "Rue du Four" in said_by(followed["roads"])[0][0]
    roads.withdraw_road(road=road, person=manager, at=now)
    work()
    assert said_by(followed["roads"]) == []
