import csv
import io
import json
from datetime import timedelta

import pytest
from beffroi_pytest import SHARED
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image as Picture

from beffroi.ground.people.testing import sign_in
from beffroi.kernel.jobs import run_due
from beffroi.participation.open311 import actions, formats
from beffroi.participation.open311.models import ApiKey, Held
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports import states
from beffroi.participation.reports.models import Category, Photo, Report, Update
from beffroi.participation.spaces.tests.doors import at_desk

ROOT = "/open311/v2"
WRITTEN = {"service_code": "lampadaire", "lat": "48.85", "long": "2.35", "description": "Éteint depuis hier."}


def read(path, **words):
    answer = Client().get(f"{ROOT}/{path}", words)
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def post(key, path="requests.json", **words):
    said = {**WRITTEN, **words} if path.startswith("requests") else words
    return Client().post(f"{ROOT}/{path}", {"api_key": getattr(key, "word", key), **said})


@pytest.mark.parametrize(
    ("name", "path"), [("services", "services"), ("service-definition", "services/lampadaire"), ("requests", "requests")]
)
def test_answers_keep_to_the_official_schemas(lamp, name, path):
    folder = SHARED / "schemas" / "georeport"
    if not folder.is_dir():
        pytest.skip("the official schemas are not on this machine")
    jsonschema = pytest.importorskip("jsonschema")
    referencing = pytest.importorskip("referencing")
    known = [
        (file.name, referencing.Resource.from_contents(json.loads(file.read_text()), referencing.jsonschema.DRAFT4))
        for file in folder.glob("*.json")
    ]
    judge = jsonschema.Draft4Validator(
        json.loads((folder / f"{name}.json").read_text()), registry=referencing.Registry().with_resources(known)
    )
    found = read(f"{path}.json")
    judge.validate(found)
    assert found  # an empty list keeps to anything


def test_xml_says_what_json_says(lamp):
    for path, name in (("services", "services"), ("requests", "service_requests"), (f"requests/{lamp.pk}", "service_requests")):
        xml = Client().get(f"{ROOT}/{path}.xml")
        assert xml["Content-Type"].startswith("text/xml")
        rows = formats.rows(formats.read(xml.content), name)
        assert [{key: formats.text(row, key) for key in row if row[key] != ""} for row in rows] == [
            {key: formats.text(row, key) for key in row if row[key] != ""} for row in read(f"{path}.json")
        ]


def test_discovery_says_where_and_in_which_forms(db):
    for path in ("/open311/discovery.json", "/open311/v2/discovery.json"):
        found = json.loads(Client().get(path).content)
        assert set(found) == {"changeset", "contact", "key_service", "endpoints"}
        assert found["endpoints"][0]["url"].endswith("/open311/v2")
    assert b"<endpoint><specification>" in Client().get("/open311/discovery.xml").content


def test_nobody_who_reported_is_named(lamp, alice, manager, at):
    reports.update(report=lamp, person=alice, text="Toujours éteint.", shows_name=True, at=at)
    reports.update(report=lamp, person=manager, text="Une note entre nous.", is_private=True, at=at)
    paths = ["requests.xml", "requests.json?extensions=true", f"requests/{lamp.pk}.json", "servicerequestupdates.json", "georeport.csv"]
    for path in paths:
        answer = Client().get(f"{ROOT}/{path}")
        said = (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()
        assert "teint" in said
        for secret in ("secret", "Secr", "0600000000", "Alice", str(alice.voice.public_id), "entre nous"):
            assert secret not in said, path


def test_what_is_private_hidden_or_taken_back_is_nowhere(lamp, alice, at):
    for change in ({"is_private": True, "in_list": False}, {"hidden_at": at, "in_list": False}, {"withdrawn_at": at, "in_list": False}):
        before = {name: getattr(lamp, name) for name in change}
        Report.objects.filter(pk=lamp.pk).update(**change)
        assert read("requests.json") == []
        assert read("requests.json", service_request_id=lamp.pk) == []
        assert Client().get(f"{ROOT}/requests/{lamp.pk}.xml").status_code == 404
        Report.objects.filter(pk=lamp.pk).update(**before)
    assert len(read("requests.json")) == 1


def test_the_filters_of_the_standard(lamps, alice, at):
    def opened(days, **more):
        said = {"category": lamps, "longitude": 2.35, "latitude": 48.85, "text": "Éteint.", "person": alice, **more}
        return reports.open_report(at=at - timedelta(days=days), **said)

    new, old, ancient = opened(1), opened(30), opened(120)
    other = opened(2, category=Category.objects.create(code="tag", name="Tag"), longitude=2.37)
    Report.objects.filter(pk=old.pk).update(state=states.FIXED, ended_at=at)

    def found(**words):
        return [int(row["service_request_id"]) for row in read("requests.json", **words)]

    assert found() == [new.pk, other.pk, old.pk]  # ninety days
    assert found(status="closed") == [old.pk]
    assert found(status="open,closed") == [new.pk, other.pk, old.pk]
    assert found(service_code="tag, nothing") == [other.pk]
    assert found(start_date=formats.moment(at - timedelta(days=200)), end_date=formats.moment(at - timedelta(days=31))) == [ancient.pk]
    assert found(end_date=formats.moment(at - timedelta(days=31))) == [ancient.pk]
    assert sorted(found(service_request_id=f"{ancient.pk}, {old.pk}", status="open")) == sorted([ancient.pk, old.pk])  # it overrides
    assert found(lat="48.85", long="2.37", radius="300") == [other.pk]
    assert found(page_size="1", page="2") == [other.pk]


def test_pages_follow_by_a_link(lamps, alice, at):
    for n in range(5):
        reports.open_report(category=lamps, longitude=2.35, latitude=48.85, text=f"Lampe {n}", person=alice, at=at)
    client, seen, path = Client(), [], f"{ROOT}/requests.json?page_size=2&status=open"
    while path:
        answer = client.get(path)
        seen += [row["description"] for row in json.loads(answer.content)]
        path = answer["Link"].split(">")[0][1:].split("8000", 1)[-1] if "Link" in answer else ""
    assert seen == [f"Lampe {n}" for n in reversed(range(5))]


def test_a_list_costs_the_same_for_five_and_for_fifty(lamps, alice, at):
    def count(path):
        with CaptureQueriesContext(connection) as found:
            assert Client().get(f"{ROOT}/{path}").status_code == 200
        return len(found)

    def opened(number):
        for n in range(number):
            row = reports.open_report(category=lamps, longitude=2.35, latitude=48.85, text=f"Lampe {n}", person=alice, at=at)
            reports.update(report=row, person=alice, text="Encore.", at=at)

    opened(5)
    paths = ("requests.json", "requests.json?extensions=true", "servicerequestupdates.xml")
    few = {path: count(path) for path in paths}
    opened(10)
    assert {path: count(path) for path in paths} == few
    assert max(few.values()) <= 6


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("services/nothing.json", 404),
        ("requests/99999999.json", 404),
        ("requests/99999999999999999999.json", 404),
        ("requests/x.json", 404),
        ("tokens/x.json", 404),
        ("requests.json?start_date=yesterday", 400),
        ("requests.json?status=perhaps", 400),
        ("requests.json?page_size=-1", 400),
        ("requests.json?lat=nan&long=2", 400),
        ("requests.json?jurisdiction_id=elsewhere.example", 404),
        ("nothing.json", 404),
    ],
)
def test_errors_are_said_as_the_standard_says(lamp, path, status):
    answer = Client().get(f"{ROOT}/{path}")
    assert answer.status_code == status
    assert [row["code"] for row in json.loads(answer.content)] == [status]
    assert json.loads(answer.content)[0]["description"]
    xml = Client().get(f"{ROOT}/{path}".replace(".json", ".xml"))
    assert xml.status_code == status
    assert formats.rows(formats.read(xml.content), "errors")[0]["code"] == str(status)


def test_the_town_s_own_name_is_its_jurisdiction(lamp):
    assert len(read("requests.json", jurisdiction_id="testserver")) == 1


def test_a_report_is_posted_with_its_answers_and_nothing_of_the_person_is_shown(lamps, key):
    answer = post(
        key, **{"attribute[poteau]": "12 B", "attribute[nombre][]": ["1", "rue"], "email": "claude@example.org", "first_name": "Claude"}
    )
    assert answer.status_code == 200
    (said,) = json.loads(answer.content)
    row = Report.objects.get(pk=said["service_request_id"])
    assert row.answers == {"poteau": "12 B", "nombre": ["1", "rue"]}
    assert row.reporter == {"email": "claude@example.org", "first_name": "Claude"}
    assert (row.origin_channel, row.category, row.service.name) == ("open311", lamps, "Voirie")
    assert "10" in said["service_notice"]
    assert "laude" not in json.dumps(read("requests.json", extensions="true"))


def test_the_same_key_of_idempotency_makes_one_report(lamps, key):
    for _again in range(2):
        answer = Client().post(f"{ROOT}/requests.xml", {"api_key": key.word, **WRITTEN}, headers={"Idempotency-Key": "a-1"})
        assert answer.status_code == 200
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"api_key": ""}, 403),
        ({"api_key": "wrong"}, 403),
        ({"service_code": ""}, 400),
        ({"service_code": "nothing"}, 404),
        ({"lat": "", "long": ""}, 400),
        ({"lat": "91"}, 400),
        ({"lat": "x"}, 400),
        ({"description": "x" * 4001}, 400),
        ({"description": ""}, 400),
        ({"attribute[nombre]": "beaucoup"}, 400),
        ({"address_id": "99999999999999999999", "lat": "", "long": ""}, 404),
        ({"address_string": "rue qui n’est pas", "lat": "", "long": ""}, 400),
        ({"jurisdiction_id": "elsewhere.example"}, 404),
    ],
)
def test_what_is_wrong_in_a_post_is_said_and_nothing_is_kept(lamps, key, change, status):
    answer = post(key, **change)
    assert answer.status_code == status
    assert json.loads(answer.content)[0]["code"] == status
    assert not Report.objects.exists()


def test_what_is_for_an_emergency_number_is_no_service(lamps, key):
    Category.objects.filter(pk=lamps.pk).update(stop_text="Appelez le 112.")
    assert read("services.json") == []
    answer = post(key)
    assert answer.status_code == 400
    assert "112" in answer.content.decode()


def test_pictures_come_along_or_by_their_address(lamps, key, remote):
    file = io.BytesIO()
    Picture.new("RGB", (40, 30), "red").save(file, "PNG")
    answer = post(key, media=SimpleUploadedFile("a.png", file.getvalue(), "image/png"))
    (said,) = json.loads(answer.content)
    assert read("requests.json", service_request_id=said["service_request_id"])[0]["media_url"].startswith("http")
    assert post(key, media=SimpleUploadedFile("a.png", b"not a picture")).status_code == 400
    remote.says("GET photo.png", (200, "not a picture"))
    assert post(key, media_url=f"{remote.url}/photo.png").status_code == 200
    run_due(at=Report.objects.latest("pk").opened_at + timedelta(minutes=1))
    assert Photo.objects.count() == 1  # what is no picture is not kept


def test_a_key_is_counted_revoked_and_never_kept_in_clear(lamps, key, admin, at):
    assert key.word not in json.dumps(list(ApiKey.objects.values()), default=str)
    ApiKey.objects.filter(pk=key.pk).update(per_hour=2)
    assert [post(key).status_code for _n in range(3)] == [200, 200, 429]
    actions.revoke_key(row=key, person=admin, at=at)
    assert post(key).status_code == 403


def test_who_tries_keys_waits(lamps):
    found = [post(f"wrong-{n}").status_code for n in range(22)]
    assert found[0] == 403
    assert found[-1] == 429


def test_a_report_that_the_team_reads_first_has_a_token_then_a_number(lamps, key, chloe, at):
    ApiKey.objects.filter(pk=key.pk).update(is_checked_first=True)
    first, second = (json.loads(post(key, description=text).content)[0]["token"] for text in ("Éteint.", "Publicité !"))
    assert not Report.objects.exists()
    assert read(f"tokens/{first}.json") == [{"token": first}]
    client = at_desk(chloe)
    assert "Publicité" in client.get("/bureau/open311/a-lire/").content.decode()
    client.post(f"/bureau/open311/a-lire/{Held.objects.get(token=first).pk}/", {"take": "1"})
    client.post(f"/bureau/open311/a-lire/{Held.objects.get(token=second).pk}/", {"refuse": "1"})
    assert read(f"tokens/{first}.json") == [{"service_request_id": str(Report.objects.get().pk), "token": first}]
    assert Client().get(f"{ROOT}/tokens/{second}.json").status_code == 404
    assert not Held.objects.get(token=second).data


def test_an_application_of_citizens_tells_and_a_service_decides(lamp, key, at):
    def told(**words):
        answer = post(key, "servicerequestupdates.json", service_request_id=str(lamp.pk), **words)
        assert answer.status_code == 200, answer.content
        lamp.refresh_from_db()
        return lamp.state

    assert told(description="Toujours éteint.", status="IN_PROGRESS", update_id="u1", email="x@example.org") == states.RECEIVED
    assert not Update.objects.get().is_official
    ApiKey.objects.filter(pk=key.pk).update(may_answer=True)
    assert told(description="Équipe en route.", status="IN_PROGRESS", update_id="u2", external_status_code="E7") == states.IN_PROGRESS
    assert told(description="Équipe en route.", status="IN_PROGRESS", update_id="u2") == states.IN_PROGRESS
    assert told(description="Réparé.", status="closed", update_id="u3") == states.FIXED
    rows = read("servicerequestupdates.json")
    assert [(row["description"], row["status"]) for row in rows][1:] == [("Équipe en route.", "IN_PROGRESS"), ("Réparé.", "FIXED")]
    assert rows[1]["external_status_code"] == "E7"
    assert read(f"requests/{lamp.pk}.json")[0]["status"] == "closed"
    assert post(key, "servicerequestupdates.json", service_request_id=str(lamp.pk), status="perhaps").status_code == 400
    assert post(key, "servicerequestupdates.json", service_request_id="99999").status_code == 404


def test_an_old_update_never_rolls_the_state_back(lamp, key, at):
    ApiKey.objects.filter(pk=key.pk).update(may_answer=True)
    for status, minutes in (("closed", 30), ("IN_PROGRESS", 10)):
        when = formats.moment(lamp.opened_at + timedelta(minutes=minutes) - timedelta(hours=1))
        Report.objects.filter(pk=lamp.pk).update(
            opened_at=lamp.opened_at - timedelta(hours=2), updated_at=lamp.opened_at - timedelta(hours=2)
        ) if status == "closed" else None
        post(key, "servicerequestupdates.json", service_request_id=str(lamp.pk), status=status, description=status, updated_datetime=when)
    lamp.refresh_from_db()
    assert lamp.state == states.FIXED


def test_the_whole_as_csv_has_the_columns_of_georeport_bulk(lamp, alice, at):
    reports.open_report(category=lamp.category, longitude=2.35, latitude=48.85, text="=1+1", person=alice, at=at)
    text = b"".join(Client().get(f"{ROOT}/georeport.csv").streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["service_request_id"] == str(lamp.pk)
    assert rows[0]["description"] == "Éteint depuis lundi & mardi."
    assert rows[1]["description"] == "'=1+1"
    assert float(rows[0]["lat"]) == 48.85


def test_pages_for_people(lamps, key, admin, alice):
    shown = Client().get("/open311/").content.decode()
    assert "lampadaire" in shown
    client = at_desk(admin)
    assert "Application" in client.get("/bureau/open311/").content.decode()
    made = client.post("/bureau/open311/nouvelle/", {"name": "Autre", "per_hour": "5"})
    assert made.status_code == 200
    assert ApiKey.objects.get(name="Autre").hint in made.content.decode()
    assert client.post("/bureau/open311/nouvelle/", {"name": "Autre", "per_hour": "5"}).status_code == 422
    client.post(f"/bureau/open311/{key.pk}/revoquer/")
    key.refresh_from_db()
    assert key.revoked_at
    assert sign_in(Client(), alice).get("/bureau/open311/").status_code == 403
