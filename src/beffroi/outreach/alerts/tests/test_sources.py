"""Warnings of others, from a real server on this machine: read, shown as theirs, and unknown when they fall silent."""

import json
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from beffroi_pytest import NOON
from django.urls import reverse

from beffroi.ground.town.actions import set_up_town
from beffroi.kernel import clock, jobs
from beffroi.outreach.alerts import cap
from beffroi.outreach.alerts.jobs import ask_source, ask_sources
from beffroi.outreach.alerts.models import Alert, Preferences, Release, Source, Warned
from beffroi.outreach.alerts.xmlsafe import Unsafe, parse

pytestmark = pytest.mark.django_db


class Service(BaseHTTPRequestHandler):
    """Answers what the test put at a path: (status, body)."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.asked.append((self.path, dict(self.headers)))
        status, body = self.server.pages.get(self.path, (404, b""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def service(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.pages, server.asked = {}, []
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    settings.OUTGOING_ALLOW = [f"127.0.0.1:{server.server_address[1]}"]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


class Now:
    at = NOON


@pytest.fixture(autouse=True)
def now(monkeypatch):
    Now.at = NOON
    monkeypatch.setattr(clock, "now", lambda: Now.at)
    return Now


def warning(identifier="w1", *, severity="Severe", area="Lozère", kind="5; high-temperature", info="", event="Heat", code="FR048"):
    """A document of CAP as MeteoAlarm gives it: English first, then French."""

    def one(language, event, headline):
        return f"""<info><language>{language}</language><category>Met</category><event>{event}</event><urgency>Future</urgency>
        <severity>{severity}</severity><certainty>Likely</certainty><onset>2026-03-12T14:00:00+01:00</onset>
        <expires>2026-03-13T22:00:00+01:00</expires><headline>{headline}</headline><description>Il fait chaud.</description>
        <web>https://vigilance.meteofrance.fr</web><parameter><valueName>awareness_type</valueName><value>{kind}</value></parameter>
        <area><areaDesc>{area}</areaDesc><geocode><valueName>EMMA_ID</valueName><value>{code}</value></geocode></area></info>"""

    return f"""<?xml version="1.0" encoding="UTF-8"?>{info}<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
    <sender>vigilance@meteo.fr</sender><sent>2026-03-12T10:00:00+01:00</sent><status>Actual</status><msgType>Alert</msgType><scope>Public</scope>
    {one("en-GB", event, "Heat")}{one("fr-FR", "Canicule", "Vigilance canicule")}</alert>""".encode()


def index(service, *entries):
    """The Atom index, with the words of CAP beside each link."""
    rows = "".join(
        f"""<entry><id>{name}</id><title>t</title><cap:areaDesc>{area}</cap:areaDesc><cap:event>Heat</cap:event>
        <cap:severity>{severity}</cap:severity><cap:status>{status}</cap:status><cap:message_type>Alert</cap:message_type>
        <cap:onset>2026-03-12T14:00:00+01:00</cap:onset><cap:identifier>{name}</cap:identifier>
        <cap:expires>2026-03-13T22:00:00+01:00</cap:expires><cap:geocode><valueName>EMMA_ID</valueName><value>{code}</value></cap:geocode>
        <link type="application/cap+xml" href="{service.url}/{name}"/></entry>"""
        for name, area, severity, status, code in entries
    )
    names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2"'
    service.pages["/feed"] = (200, f"<feed {names}><title>France</title>{rows}</feed>".encode())


def source_of(service, kind="meteoalarm", path="/feed", **more):
    return Source.objects.create(kind=kind, url=service.url + path, **{"area": "Lozère", **more})


def test_meteoalarm_is_read_for_our_department_alone(service, client):
    index(service, ("w1", "Lozère", "Severe", "Actual", "FR048"), ("w2", "Gard", "Severe", "Actual", "FR030"),
          ("w3", "Lozère", "Minor", "Actual", "FR048"), ("w4", "Lozère", "Severe", "Test", "FR048"), ("w5", "Haute-Lozère", "Severe", "Actual", "X"),
          ("w6", "Lozère", "Severe", "Actual", "FR048"))  # fmt: skip
    service.pages["/w1"] = (200, warning())
    service.pages["/w6"] = (200, warning("w6", kind="7; coastalevent"))
    source = source_of(service)
    ask_source(source_id=source.pk)
    row = Warned.objects.get()
    assert (row.hazard, row.severity, row.headline, row.language) == ("heat", "Severe", "Vigilance canicule", "fr")
    assert row.onset == datetime.fromisoformat("2026-03-12T14:00:00+01:00")
    page = client.get(reverse("alerts:index")).content.decode()
    assert "Vigilance canicule" in page
    assert "CC BY 4.0" in page
    assert "https://vigilance.meteofrance.fr" in page


def test_a_commune_by_the_sea_hears_of_the_coast(service):
    index(service, ("w6", "Lozère", "Severe", "Actual", "FR048"))
    service.pages["/w6"] = (200, warning("w6", kind="7; coastalevent"))
    ask_source(source_id=source_of(service, by_the_sea=True).pk)
    assert Warned.objects.get().hazard == "flood"


def test_a_document_that_is_gone_hides_neither_itself_nor_the_others(service):
    index(service, ("gone", "Lozère", "Severe", "Actual", "FR048"), ("w1", "Lozère", "Severe", "Actual", "FR048"))
    service.pages["/w1"] = (200, warning())
    source = source_of(service)
    ask_source(source_id=source.pk)
    assert set(Warned.objects.values_list("identifier", "hazard")) == {("gone", "heat"), ("w1", "heat")}
    source.refresh_from_db()
    assert source.is_known(NOON)


def test_by_code_and_our_own_documents_are_read_too(service, make_alert):
    """One reader serves both directions: what we write, we can read."""
    release = Release.objects.get(alert=make_alert(issued=True))
    index(service, ("ours", "x", "Severe", "Actual", "FR048"))
    service.pages["/ours"] = (200, cap.document(release, web="https://example.org/alertes/1/"))
    ask_source(source_id=source_of(service, area="FR048").pk)
    row = Warned.objects.get()
    assert (row.headline, row.identifier, row.instruction[:9]) == (release.content["headline"], release.identifier, "1. Montez")


@pytest.mark.parametrize("answer", [(500, b""), (200, b"<html>"), (200, b"not xml"), (200, b"<other/>"), (404, b"")])
def test_no_data_is_unknown_and_never_all_is_well(service, client, now, answer):
    index(service)
    source = source_of(service)
    ask_source(source_id=source.pk)
    page = client.get(reverse("alerts:index")).content.decode()
    assert "Aucun avertissement pour ici" in page
    service.pages["/feed"] = answer
    now.at = NOON + timedelta(minutes=10)
    ask_source(source_id=source.pk)
    page = client.get(reverse("alerts:index")).content.decode()
    assert "Aucun avertissement pour ici" not in page
    assert "Inconnu pour le moment" in page
    assert "12:00" in page  # since when


def test_a_service_that_was_never_asked_or_not_for_long_is_unknown(service, client, now):
    index(service)
    source = source_of(service)
    assert "Inconnu pour le moment" in client.get(reverse("alerts:index")).content.decode()
    ask_source(source_id=source.pk)
    now.at = NOON + timedelta(hours=2)  # the worker stood still
    assert "Inconnu pour le moment" in client.get(reverse("alerts:index")).content.decode()


def test_a_warning_that_is_no_longer_said_is_gone_and_one_of_a_silent_service_stays(service, now):
    index(service, ("w1", "Lozère", "Severe", "Actual", "FR048"))
    service.pages["/w1"] = (200, warning())
    source = source_of(service)
    ask_source(source_id=source.pk)
    service.pages["/feed"] = (503, b"")
    ask_source(source_id=source.pk)
    assert Warned.objects.current(NOON).count() == 1
    index(service)
    ask_source(source_id=source.pk)
    assert not Warned.objects.current(NOON).exists()


@pytest.mark.parametrize(("threshold", "count"), [("Severe", 1), ("Extreme", 0)])
def test_from_the_threshold_on_a_draft_is_prepared_and_never_issued(service, threshold, count, validator):
    Preferences.objects.create(pk=1, threshold=threshold)
    index(service, ("w1", "Lozère", "Severe", "Actual", "FR048"))
    service.pages["/w1"] = (200, warning())
    source = source_of(service)
    ask_source(source_id=source.pk)
    ask_source(source_id=source.pk)
    jobs.run_due(at=NOON)
    assert list(Alert.objects.values_list("state", flat=True)) == ["draft"] * count
    assert not Release.objects.exists()


def vigilance(color, domain="48"):
    item = {"begin_time": "2026-03-12T14:00:00+01:00", "end_time": "2026-03-13T06:00:00+01:00", "color_id": color}
    phenomenon = {"phenomenon_id": "3", "phenomenon_max_color_id": color, "timelaps_items": [item]}
    domains = [{"domain_id": domain, "max_color_id": color, "phenomenon_items": [phenomenon]}]
    return {"product": {"periods": [{"echeance": "J", "timelaps": {"domain_ids": domains}}, {"echeance": "J1", "timelaps": {}}]}}


@pytest.mark.parametrize(
    ("data", "known", "found"),
    [
        (vigilance(3), True, [("thunderstorm", "Severe")]),
        (vigilance(1), True, []),
        (vigilance(4, "4810"), False, []),  # the coast of somebody else
        ({"product": {"periods": []}}, False, []),
        ({"product": {"periods": [{"echeance": "J", "timelaps": {}}]}}, False, []),
        ({"product": None}, False, []),
        ([], False, []),
    ],
)
def test_vigilance(service, data, known, found):
    service.pages["/carte"] = (200, json.dumps(data).encode())
    source = source_of(service, "vigilance", "/carte", area="48", secret={"key": "s3cret"})
    ask_source(source_id=source.pk)
    source.refresh_from_db()
    assert source.is_known(NOON) is known
    assert list(Warned.objects.values_list("hazard", "severity")) == found
    assert service.asked[0][1]["apikey"] == "s3cret"
    assert "s3cret" not in source.error


@pytest.mark.parametrize(
    ("data", "known", "found"),
    [
        ({"features": [{"properties": {"CdEntCru": "LO12", "NomEntCru": "Ance amont", "NivInfViCr": 3}}]}, True, ["Severe"]),
        ({"features": [{"properties": {"CdEntCru": "LO12", "NomEntCru": "Ance amont", "NivInfViCr": 1}}]}, True, []),
        ({"features": [{"properties": {"CdEntCru": "XX1", "NomEntCru": "Loin", "NivInfViCr": 4}}]}, False, []),
        ({"features": [{"properties": {}}]}, False, []),
        ({"features": []}, False, []),
        ("nothing", False, []),
    ],
)
def test_vigicrues(service, data, known, found):
    service.pages["/crues"] = (200, json.dumps(data).encode())
    source = source_of(service, "vigicrues", "/crues", area="ance amont")
    ask_source(source_id=source.pk)
    source.refresh_from_db()
    assert source.is_known(NOON) is known
    assert list(Warned.objects.values_list("severity", flat=True)) == found


HARM = {
    "entity": b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><feed>&x;</feed>',
    "bomb": b'<!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><feed>&y;</feed>',
    "outside": b'<!DOCTYPE feed SYSTEM "http://169.254.169.254/latest"><feed/>',
    "deep": b"<a>" * 1000 + b"</a>" * 1000,
    "many": b"<a>" + b"<b/>" * 200_000 + b"</a>",
    "large": b"<a>" + b" " * (5 * 1024 * 1024) + b"</a>",
}


@pytest.mark.parametrize("kind", HARM)
def test_harmful_xml_is_refused(kind, service):
    with pytest.raises(Unsafe):
        parse(HARM[kind])
    service.pages["/feed"] = (200, HARM[kind])
    source = source_of(service)
    ask_source(source_id=source.pk)
    source.refresh_from_db()
    assert not source.is_known(NOON)
    assert "root:" not in source.error


def test_each_service_has_a_job_of_its_own(service):
    source_of(service)
    Source.objects.create(kind="vigicrues", url=service.url, is_on=False)
    ask_sources()
    assert jobs.Job.objects.filter(name=ask_source.name).count() == 1


@pytest.mark.parametrize(("postal_code", "demo", "area"), [("48000", False, "Lozère"), ("", False, None), ("48000", True, None)])
def test_meteoalarm_is_read_by_default_once_the_address_is_known(settings, postal_code, demo, area):
    settings.DEMO = demo
    set_up_town(name="Valbourg", at=NOON, postal_code=postal_code)
    jobs.run_due(at=NOON)
    assert list(Source.objects.values_list("kind", "area", "is_on")) == ([(Source.METEOALARM, area, True)] if area else [])
    Source.objects.update(is_on=False)
    set_up_town(name="Valbourg", at=NOON, postal_code=postal_code)
    jobs.run_due(at=NOON)
    assert not Source.objects.filter(is_on=True).exists()
