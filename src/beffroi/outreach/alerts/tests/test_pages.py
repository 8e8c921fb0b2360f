"""Every page of the domain, as its readers reach it."""

import json
from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.models import Alert, RoadEvent, Source, Wording
from beffroi.outreach.alerts.tests.conftest import square

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(monkeypatch):
    """The clock stands at noon."""
    monkeypatch.setattr(clock, "now", lambda: NOON)


def form(**changes):
    return {
        "headline": "Coupure d’eau rue du Pont", "happens": "L’eau est coupée.", "steps": "Gardez de l’eau.", "contact": "",
        "onset": "2026-03-12T14:00", "expires": "2026-03-12T18:00", "area_kind": "whole", "radius": "500", "area_words": "",
        "severity": "Minor", "urgency": "Future", "certainty": "Observed", "shape": "", **changes,
    }  # fmt: skip


def test_an_alert_from_the_desk_to_the_public(client, validator, territory):
    desk = sign_in(client, validator)
    answer = desk.post(reverse("alerts_desk:choose"), {"hazard": "water_cut"})
    page = desk.get(reverse("alerts_desk:choose") + answer.url)
    assert "[streets]" in page.content.decode() or "[rues]" in page.content.decode()
    answer = desk.post(reverse("alerts_desk:new", args=["water_cut"]), form(area_kind="districts", districts=[territory["west"].pk]))
    alert = Alert.objects.get()
    assert desk.get(answer.url).status_code == 200
    assert desk.get(reverse("alerts_desk:edit", args=[alert.pk])).status_code == 200
    page = desk.get(reverse("alerts_desk:issue", args=[alert.pk])).content.decode()
    assert "Gardez de l’eau." in page
    desk.post(reverse("alerts_desk:issue", args=[alert.pk]), {"edits": alert.edits})
    assert Alert.objects.get().state == Alert.ISSUED
    assert desk.get(reverse("alerts_desk:show", args=[alert.pk])).status_code == 200
    assert desk.get(reverse("alerts_desk:index")).status_code == 200
    client.logout()
    for name, args in (("alerts:index", []), ("alerts:show", [alert.pk])):
        answer = client.get(reverse(name, args=args))
        assert "Coupure d’eau rue du Pont" in answer.content.decode()
        assert not answer.cookies
    assert "Ouest" in answer.content.decode()


def test_what_was_typed_stays_when_the_form_is_wrong(client, validator, territory):
    desk = sign_in(client, validator)
    wrong = form(expires="2026-03-12T13:00", area_kind="drawn", shape="{not json", headline="Tout garder")
    page = desk.post(reverse("alerts_desk:new", args=["flood"]), wrong).content.decode()
    assert "Tout garder" in page
    assert "{not json" in page
    assert not Alert.objects.exists()
    right = form(area_kind="drawn", shape=json.dumps(square(1.0, 45.0)))
    desk.post(reverse("alerts_desk:new", args=["flood"]), right)
    assert Alert.objects.get().shape == square(1.0, 45.0)


def test_a_stale_edit_replaces_nothing(client, validator, make_alert):
    desk, alert = sign_in(client, validator), make_alert()
    address = reverse("alerts_desk:edit", args=[alert.pk])
    desk.post(address, form(edits="0", headline="Première"))
    page = desk.post(address, form(edits="0", headline="Seconde")).content.decode()
    assert "Première" in page
    assert "Seconde" in page
    assert Alert.objects.get().headline == "Première"


def test_update_all_clear_and_cancellation_from_the_desk(client, validator, make_alert):
    desk, alert = sign_in(client, validator), make_alert(issued=True)
    update = reverse("alerts_desk:update", args=[alert.pk])
    assert desk.get(update).status_code == 200
    desk.post(update, {**form(), "note": "L’eau monte encore.", "expires": "2026-03-12T20:00"})
    assert alert.releases.get(number=2).note == "L’eau monte encore."
    end = reverse("alerts_desk:clear", args=[alert.pk])
    assert desk.get(end).status_code == 200
    desk.post(end, {"note": "L’eau redescend."})
    page = client.get(reverse("alerts:show", args=[alert.pk])).content.decode()
    assert "L’eau redescend." in page
    assert "L’eau monte encore." in page


def test_strangers_find_no_desk_no_draft_and_no_exercise(client, alice, validator, make_alert):
    draft, exercise = make_alert(), make_alert(issued=True, is_exercise=True)
    for alert in (draft, exercise):
        assert client.get(reverse("alerts:show", args=[alert.pk])).status_code == 404
        assert client.get(reverse("alerts_feeds:cap", args=[alert.pk])).status_code == 404
    page = client.get(reverse("alerts:index")).content.decode()
    assert draft.headline not in page
    assert client.get(reverse("alerts_desk:index")).status_code == 302
    assert sign_in(client, alice).get(reverse("alerts_desk:show", args=[draft.pk])).status_code == 403
    page = sign_in(client, validator).get(reverse("alerts_desk:show", args=[exercise.pk])).content.decode()
    assert "EXERCICE" in page


def test_who_writes_does_not_issue(client, bob, make_alert):
    """A technician prepares; issuing is another right."""
    alert = make_alert()
    desk = sign_in(client, bob)
    assert desk.get(reverse("alerts_desk:show", args=[alert.pk])).status_code == 200
    assert desk.post(reverse("alerts_desk:issue", args=[alert.pk]), {"edits": 0}).status_code == 403
    assert Alert.objects.get().state == Alert.DRAFT


def test_ready_words_are_written_and_approved(client, validator, admin):
    desk = sign_in(client, validator)
    address = reverse("alerts_desk:words_of", args=["heat"])
    assert desk.get(address).status_code == 200
    desk.post(address, {"headline": "Canicule ici", "happens": "Il fera [degrés].", "steps": "Buvez.", "contact": ""})
    desk.post(reverse("alerts_desk:approve_words", args=["heat"]))
    assert Wording.objects.get().approved_by == validator
    assert "Canicule ici" in desk.get(reverse("alerts_desk:new", args=["heat"])).content.decode()
    assert "Canicule" in desk.get(reverse("alerts_desk:words")).content.decode()


def test_settings_and_services(client, admin, territory):
    desk = sign_in(client, admin)
    assert desk.get(reverse("alerts_desk:settings")).status_code == 200
    desk.post(reverse("alerts_desk:settings"), {"two_persons": "on", "threshold": "Moderate", "sms_most": 10, "reminder_minutes": 30})
    page = desk.get(reverse("alerts_desk:source", args=["meteoalarm"])).content.decode()
    assert "Haute-Vienne" in page
    for kind in ("meteoalarm", "vigilance", "vigicrues"):
        address = reverse("alerts_desk:source", args=[kind])
        desk.post(address, {"area": "87", "least": "Moderate", "key": "s3cret", "url": "https://example.org/", "is_on": "on"})
        page = desk.get(address).content.decode()
        assert "s3cret" not in page
    assert Source.objects.get(kind="vigilance").secret["key"] == "s3cret"
    assert desk.post(reverse("alerts_desk:check", args=["vigicrues"])).status_code == 302


def test_roadworks_from_the_desk_to_the_page_and_to_an_alert(client, admin, territory):
    desk = sign_in(client, admin)
    line = {"type": "LineString", "coordinates": [[1.001, 45.001], [1.004, 45.002]]}
    sent = {
        "title": "Rue du Pont fermée", "type": "ROAD_CLOSED", "subtype": "ROAD_CLOSED_CONSTRUCTION", "street": "Rue du Pont",
        "line": json.dumps(line), "description": "Remplacement des conduites.", "detour": "Par la rue Haute.", "direction": "BOTH_DIRECTIONS",
        "starts_at": "2026-03-13T08:00", "ends_at": "2026-03-20T17:00", "days": "week", "hours": "8:00 - 17:00", "closed_lanes": "", "roadside": "",
        "contact": "",
    }  # fmt: skip
    assert desk.get(reverse("roads_desk:new")).status_code == 200
    assert desk.post(reverse("roads_desk:new"), {**sent, "line": "", "hours": "matin"}).status_code == 200
    answer = desk.post(reverse("roads_desk:new"), sent)
    road = RoadEvent.objects.get()
    assert road.schedule["friday"] == "8:00-17:00"
    assert desk.get(answer.url).status_code == 200
    desk.post(answer.url, {**sent, "title": "Rue du Pont barrée"})
    desk.post(reverse("roads_desk:announce", args=[road.pk]))
    assert Alert.objects.get().hazard == "roadworks"
    assert desk.get(reverse("roads_desk:index")).status_code == 200
    client.logout()
    assert "Rue du Pont barrée" in client.get(reverse("roads:index")).content.decode()
    assert "Par la rue Haute." in client.get(reverse("roads:show", args=[road.pk])).content.decode()
    sign_in(client, admin).post(reverse("roads_desk:withdraw", args=[road.pk]))
    assert client.get(reverse("roads:show", args=[road.pk])).status_code == 410


def test_the_band_stands_on_every_page_until_the_hour(client, make_alert, monkeypatch):
    alert = make_alert(issued=True)
    assert alert.headline in client.get(reverse("site:index")).content.decode()
    assert client.get(reverse("alerts:show", args=[alert.pk])).content.decode().count("bell-band") == 0
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=7))
    assert alert.headline not in client.get(reverse("site:index")).content.decode()


@pytest.mark.parametrize("count", [5, 50])
def test_the_list_asks_the_same_however_long_it_is(client, make_alert, count, django_assert_max_num_queries):
    for number in range(count):
        make_alert(issued=True, headline=f"Alerte {number}")
    client.get(reverse("alerts:index"))
    with django_assert_max_num_queries(6):
        client.get(reverse("alerts:index"))


def test_nobody_issues_an_alert_with_a_blank_left(client, validator, make_alert):
    alert = make_alert(headline="Crue de [rivière]")
    desk = sign_in(client, validator)
    desk.post(reverse("alerts_desk:issue", args=[alert.pk]), {"edits": 0})
    assert Alert.objects.get().state == Alert.DRAFT
    assert "[rivière]" in desk.get(reverse("alerts_desk:show", args=[alert.pk])).content.decode()
    actions.drop(alert=alert, person=validator)
