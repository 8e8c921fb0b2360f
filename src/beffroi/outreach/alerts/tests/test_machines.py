"""What programs read, judged by the official schemas and by readers that others wrote."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import feedparser
import pytest
import xmlschema
from beffroi_pytest import NOON
from django.urls import reverse
from icalendar import Calendar

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.actions import roads
from beffroi.outreach.alerts.models import Alert, Release
from beffroi.outreach.alerts.tests.conftest import DATA, square

pytestmark = pytest.mark.django_db
CAP = xmlschema.XMLSchema(DATA / "CAP-v1.2.xsd")
NAMES = {"cap": "urn:oasis:names:tc:emergency:cap:1.2"}


@pytest.fixture(autouse=True)
def now(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)


def cap(client, alert, number):
    content = client.get(reverse("alerts_feeds:cap_of", args=[alert.pk, number])).content
    CAP.validate(content.decode())
    return ElementTree.fromstring(content)


@pytest.mark.parametrize("area", ["whole", "districts", "around", "drawn"])
def test_cap_is_valid_for_every_area(client, make_alert, territory, area):
    more = {
        "districts": {"districts": territory.values()},
        "around": {"longitude": 1.005, "latitude": 45.005, "radius": 500, "address": "Pont"},
        "drawn": {"shape": square(1.001, 45.001)},
    }
    alert = make_alert(issued=True, area_kind=area, **more.get(area, {}))
    area_said = cap(client, alert, 1).find("cap:info/cap:area", NAMES)
    polygons, circle = area_said.findall("cap:polygon", NAMES), area_said.find("cap:circle", NAMES)
    assert len(polygons) == {"whole": 0, "districts": 2, "around": 0, "drawn": 1}[area]
    assert (circle.text if circle is not None else "") == ("45.00500,1.00500 0.5" if area == "around" else "")
    if area == "drawn":
        corners = polygons[0].text.split()
        assert corners[0] == corners[-1] == "45.00100,1.00100"  # latitude first, closed
    assert area_said.find("cap:geocode/cap:value", NAMES).text == "87999"


def test_the_chain_of_messages_names_those_before(client, make_alert, validator):
    alert = make_alert(issued=True)
    later = NOON + timedelta(hours=1)
    actions.update(alert=alert, person=validator, changes={"severity": "Extreme"}, note="Elle monte\x0b encore.", at=later)
    actions.clear(alert=alert, person=validator, note="Fini.", at=later + timedelta(hours=1))
    first, second, third = (cap(client, alert, number) for number in (1, 2, 3))

    def name(message):
        return message.find("cap:identifier", NAMES).text

    assert [message.find("cap:msgType", NAMES).text for message in (first, second, third)] == ["Alert", "Update", "Update"]
    assert second.find("cap:references", NAMES).text == f"localhost,{name(first)},2026-03-12T12:00:00+01:00"
    assert [reference.split(",")[1] for reference in third.find("cap:references", NAMES).text.split()] == [name(first), name(second)]
    assert third.find("cap:info/cap:responseType", NAMES).text == "AllClear"
    assert first.find("cap:info/cap:severity", NAMES).text == "Severe"  # what was sent stays as it was sent
    assert client.get(reverse("alerts_feeds:cap", args=[alert.pk])).content.find(b"AllClear") > 0


def test_an_exercise_and_a_cancellation_say_so(client, make_alert, validator, admin):
    exercise = make_alert(issued=True, is_exercise=True)
    content = sign_in(client, validator).get(reverse("alerts_desk:cap", args=[exercise.pk, 1])).content.decode()
    CAP.validate(content)
    assert "<status>Exercise</status>" in content
    alert = make_alert(issued=True)
    actions.cancel(alert=alert, person=validator, note="Erreur.", at=NOON)
    assert cap(client, alert, 2).find("cap:msgType", NAMES).text == "Cancel"


def test_feeds_index_the_documents(client, make_alert, validator):
    alert = make_alert(issued=True, headline="Eau & <pont>")
    make_alert(issued=True, is_exercise=True, headline="Rien de vrai")
    for name in ("atom", "rss"):
        read = feedparser.parse(client.get(reverse(f"alerts_feeds:{name}")).content)
        assert not read.bozo
        assert [entry.title for entry in read.entries] == ["Alerte\u202f: Eau & <pont>"]
        document = next(link for link in read.entries[0].links if link.get("type") == "application/cap+xml")
        CAP.validate(client.get(document.href.removeprefix("http://testserver")).content.decode())
    said = json.loads(client.get(reverse("alerts_feeds:json")).content)
    assert said["features"][0]["properties"]["headline"] == alert.headline


def test_the_calendar_has_what_is_planned(client, make_alert):
    alert = make_alert(issued=True, hazard="water_cut", onset=NOON + timedelta(days=1), expires=NOON + timedelta(days=1, hours=4))
    (event,) = Calendar.from_ical(client.get(reverse("alerts_feeds:calendar")).content).walk("VEVENT")
    assert (str(event["summary"]), event.decoded("dtstart")) == (alert.headline, alert.onset)


@pytest.fixture
def road(db):
    line = {"type": "LineString", "coordinates": [[1.001, 45.001], [1.004, 45.002]]}
    values = {
        "title": "Rue du Pont fermée", "type": "ROAD_CLOSED", "subtype": "ROAD_CLOSED_CONSTRUCTION", "street": "Rue du Pont", "line": line,
        "description": "Conduites & <fouilles>.", "detour": "Par la rue Haute.", "direction": "ONE_DIRECTION", "closed_lanes": 1, "roadside": "RIGHT",
        "starts_at": NOON + timedelta(days=1), "ends_at": NOON + timedelta(days=9), "schedule": {"monday": "8:00-12:00,13:30-17:00"},
    }  # fmt: skip
    return roads.add_road(values=values, person=None, at=NOON)


def test_cifs_is_valid_and_says_where(client, road, shared):
    content = client.get(reverse("alerts_feeds:roads_cifs")).content.decode()
    schema = xmlschema.XMLSchema(shared / "schemas" / "cifs" / "cifsv2.xsd")
    schema.validate(content)
    assert "<polyline>45.001000 1.001000 45.002000 1.004000</polyline>" in content
    assert "Par la rue Haute." in content


def test_roadworks_as_geojson_calendar_and_cap(client, road):
    said = json.loads(client.get(reverse("alerts_feeds:roads_geojson")).content)
    assert said["features"][0]["geometry"] == road.line
    (event,) = Calendar.from_ical(client.get(reverse("alerts_feeds:roads_calendar")).content).walk("VEVENT")
    assert (str(event["location"]), event.decoded("dtend")) == ("Rue du Pont", road.ends_at)
    content = client.get(reverse("alerts_feeds:road_cap", args=[road.pk])).content.decode()
    CAP.validate(content)
    assert "<category>Transport</category>" in content


def test_what_was_sent_is_frozen(make_alert, validator, territory):
    alert = make_alert(issued=True, area_kind="districts", districts=[territory["west"]])
    Alert.objects.update(headline="Autre")
    type(territory["west"]).objects.update(name="Couchant")
    content = Release.objects.get().content
    assert content["headline"] == "Crue de l’Ance : ne vous approchez pas"
    assert content["area"]["words"] == "Ouest"
    assert alert.releases.count() == 1
