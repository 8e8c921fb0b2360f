"""What people see and do on the pages: forms that keep what was typed, nobody's secrets, few queries."""

import json
import re
from datetime import timedelta

import frictionless
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from beffroi.commons.search.queries import find
from beffroi.ground.people.models import EmailProof, Reading, WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.ground.people.types import guest_acts
from beffroi.participation.missions import actions
from beffroi.participation.missions.models import Contribution, Mission, Signup
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.tests.doors import at_desk, signed_in


@pytest.fixture
def page(component):
    """page("mission", memory.pk) -> its address."""
    return lambda name, *args: reverse(f"missions:{name}", args=[component.process.slug, component.pk, *args])


@pytest.fixture
def desk(component):
    return lambda name, *args: reverse(f"missions_desk:{name}", args=[component.process_id, component.pk, *args])


WRITTEN = {
    "title": "La sirène de midi",
    "text": "On l’entendait jusqu’au Pont-Vieux.",
    "named": "on",
    "agreed": "on",
    "location-address": "",
}


def text_of(response):
    return response.content.decode()


def test_a_visitor_writes_first_and_confirms_afterwards(memory, page):
    client = Client()
    shown = client.get(page("mission", memory.pk))
    assert not shown.cookies
    assert "csrfmiddlewaretoken" not in text_of(shown)
    answer = client.post(page("send", memory.pk), WRITTEN)
    assert answer.status_code == 302
    assert not Contribution.objects.exists()
    assert WaitingAct.objects.get().data["title"] == WRITTEN["title"]
    assert not EmailProof.objects.exists()


def test_what_a_visitor_wrote_becomes_hers_once_she_said_who_she_is(memory, page, alice):
    Client().post(page("send", memory.pk), WRITTEN)
    act = WaitingAct.objects.get()
    url = guest_acts[act.kind].perform(alice, act.data, memory.created_at + timedelta(minutes=1))
    assert signed_in(alice).get(url).status_code == 200
    assert Client().get(url).status_code == 404


def test_a_picture_needs_words_and_the_consent_of_whoever_is_on_it(call, page, alice, photo):
    mission, client = call("photo", title="Façades"), signed_in(alice)
    address = page("send", mission.pk)
    said = {"title": "Le portail", "named": "on", "agreed": "on", "location-address": ""}
    bare = client.post(address, said | {"picture": photo()})
    assert bare.status_code == 422
    assert not Contribution.objects.exists()
    unasked = client.post(address, said | {"picture": photo(), "picture_alt": "Un portail", "people": "unasked"})
    assert unasked.status_code == 422
    assert "Le portail" in text_of(unasked)
    assert "Cette image est gardée" in text_of(unasked)
    kept = re.search(r'name="kept" value="([^"]+)"', unasked.content.decode())[1]
    mute = client.post(address, said | {"kept": kept, "picture_alt": "", "people": "nobody"})
    assert (mute.status_code, Contribution.objects.count()) == (422, 0)
    for _twice in range(2):
        sent = client.post(address, said | {"kept": kept, "picture_alt": "Un portail", "people": "nobody"})
    assert sent.status_code == 422, "the picture that was sent is not sent twice"
    row = Contribution.objects.get()
    assert (row.image.alt, row.people, row.licence) == ("Un portail", "nobody", "CC-BY-4.0")


def test_the_licence_must_be_agreed_to(memory, page, alice):
    assert signed_in(alice).post(page("send", memory.pk), {**WRITTEN, "agreed": ""}).status_code == 422


@pytest.mark.parametrize(
    ("answers", "ok"),
    [
        ({"f_espece": "Merle noir", "f_nombre": "3"}, True),
        ({"f_espece": "Merle noir", "f_nombre": "0"}, False),
        ({"f_espece": "Merle noir", "f_nombre": "nan"}, False),
        ({"f_espece": "Dragon", "f_nombre": "3"}, False),
        ({"f_nombre": "3"}, False),
    ],
)
def test_typed_questions_are_checked(birds, page, alice, at, answers, ok):
    said = {"happened_on": at.date().isoformat(), "named": "on", "agreed": "on", "location-address": "", **answers}
    answer = signed_in(alice).post(page("send", birds.pk), said)
    assert (answer.status_code == 302) is ok
    if ok:
        row = Contribution.objects.get()
        assert (row.title, row.answers) == ("Merle noir", {"espece": "Merle noir", "nombre": 3})


def test_what_is_not_public_is_seen_by_its_author_and_the_team(memory, sent, page, alice, david, team):
    row = sent(memory, alice)
    address = page("contribution", memory.pk, row.pk)
    assert [signed_in(who).get(address).status_code for who in (alice, team, david)] == [200, 200, 404]
    assert Client().get(address).status_code == 404
    for name in ("change", "withdraw"):
        assert signed_in(david).post(page(name, memory.pk, row.pk), WRITTEN).status_code in (403, 404)
    assert signed_in(alice).post(page("withdraw", memory.pk, row.pk)).status_code == 302
    row.refresh_from_db()
    assert row.state == "withdrawn"


def test_an_author_may_stay_unnamed_everywhere(memory, shown, page, alice):
    row = shown(memory, alice, is_named=False)
    for address in (page("mission", memory.pk), page("contribution", memory.pk, row.pk), page("export", memory.pk, "contributions.csv")):
        got = Client().get(address)
        body = b"".join(got.streaming_content).decode() if got.streaming else text_of(got)
        assert "sirène" in body
        assert alice.voice.name not in body


def test_the_files_are_a_valid_data_package_of_what_was_accepted(birds, shown, sent, page, alice, tmp_path):
    place = {"longitude": 1.3, "latitude": 45.83, "place": "Rue Haute"}
    shown(birds, alice, "Merle noir", answers={"espece": "Merle noir", "nombre": 3}, **place)
    shown(birds, alice, "-1, dit-on", text='Deux\nlignes ; et "guillemets"')
    sent(birds, alice, "Pas encore lu")
    for name in ("contributions.csv", "contributions.geojson"):
        (tmp_path / name).write_bytes(b"".join(Client().get(page("export", birds.pk, name)).streaming_content))
    (tmp_path / "datapackage.json").write_bytes(Client().get(page("package", birds.pk)).content)
    report = frictionless.validate(str(tmp_path / "datapackage.json"))
    assert report.valid, report.flatten(["type", "note"])
    assert report.tasks[0].stats["rows"] == 2
    (feature,) = json.loads((tmp_path / "contributions.geojson").read_text())["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [1.3, 45.83]}
    assert (feature["properties"]["licence"], feature["properties"]["nombre"]) == ("CC-BY-4.0", 3)


def many(mission, alice, at, count):
    Contribution.objects.bulk_create(
        Contribution(
            mission=mission, voice=alice.voice, title=f"Souvenir {n}", text="Un texte.", excerpt="Un texte.", state="accepted", in_list=True,
            shown_at=at, created_at=at, agreed_at=at, longitude=1.3, latitude=45.83,
        )
        for n in range(count)
    )  # fmt: skip
    Mission.objects.filter(pk=mission.pk).update(version=mission.version + count)


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_pages_cost_the_same_with_five_and_with_fifty(memory, page, alice, at, who, most):
    client = signed_in(alice) if who == "alice" else Client()

    def counts():
        found = []
        last = Contribution.objects.latest("pk").pk
        for address in (
            page("show"),
            page("mission", memory.pk),
            page("map", memory.pk),
            page("contribution", memory.pk, last),
            reverse("missions_town:index"),
        ):
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    many(memory, alice, at, 5)
    few = counts()
    many(memory, alice, at, 50)
    assert counts() == few
    assert max(few) <= most, few


def test_the_team_prepares_reads_and_ends_a_mission(component, page, desk, team, alice):
    client = at_desk(team)
    client.post(desk("add"), {"kind": "memory", "title": "La tannerie", "summary": "Vos souvenirs."})
    mission = Mission.objects.get()
    rows = {
        "fields-TOTAL_FORMS": "2",
        "fields-INITIAL_FORMS": "0",
        "fields-0-label": "Rue",
        "fields-0-kind": "choice",
        "fields-0-options": "Haute",
    }
    assert client.post(desk("asked", mission.pk), rows | {"fields-1-label": ""}).status_code == 422  # a list of one
    assert client.post(desk("asked", mission.pk), rows | {"fields-0-options": "Haute\nBasse"}).status_code == 302
    assert Client().get(page("mission", mission.pk)).status_code == 404
    client.post(desk("publish", mission.pk))
    assert signed_in(alice).post(page("send", mission.pk), WRITTEN | {"f_rue": "Haute"}).status_code == 302
    row = Contribution.objects.get()
    assert "La sirène de midi" in text_of(client.get(desk("queue", mission.pk)))
    assert client.post(desk("review", mission.pk, row.pk), {"state": "refused", "reason": ""}).status_code == 422
    client.post(desk("review", mission.pk, row.pk), {"state": "accepted", "reason": ""})
    assert "La sirène de midi" in text_of(Client().get(page("mission", mission.pk)))
    client.post(desk("close", mission.pk))
    assert signed_in(alice).post(page("send", mission.pk), WRITTEN).status_code == 403
    assert client.get(desk("desk")).status_code == client.get(reverse("missions_waiting:index")).status_code == 200
    assert at_desk(alice).get(desk("queue", mission.pk)).status_code == 403


def test_a_volunteer_registers_and_only_the_team_reads_how_to_reach_her(hands, page, desk, team, manager, alice, david):
    task = hands(capacity=1)
    address, client = page("task", task.mission_id, task.pk), signed_in(alice)
    assert client.post(address, {"name": "Alice", "phone": "06 12 34 56 78", "agreed": ""}).status_code == 422
    assert client.post(address, {"name": "Alice", "phone": "06 12 34 56 78", "agreed": "on"}).status_code == 302
    assert Signup.objects.get().state == "in"
    assert "06 12 34 56 78" not in text_of(Client().get(address))
    assert Client().post(address, {"name": "David", "agreed": "on"}).status_code == 302  # then a code by e-mail
    contacts = desk("volunteers", task.mission_id, task.pk)
    assert "06 12 34 56 78" in text_of(at_desk(team).get(contacts))
    assert Reading.objects.filter(reader=team, account=alice).exists()
    assert [at_desk(who).get(contacts).status_code for who in (manager, alice, david)] == [403, 403, 403]
    (event,) = Calendar.from_ical(Client().get(page("ics", task.mission_id, task.pk)).content).walk("VEVENT")
    assert event["DTSTART"].dt == task.starts_at.replace(microsecond=0)
    assert client.get(reverse("missions_town:mine")).status_code == 200
    client.post(address, {"leave": "1"})
    assert Signup.objects.get().state == "left"


def test_desk_pages_of_tasks_work(hands, desk, team, at):
    task, client = hands(), at_desk(team)
    pk = task.mission_id
    wrong = {"title": "Tri", "starts_at": "2030-01-02T10:00", "ends_at": "2030-01-02T09:00", "capacity": "3", "location-address": ""}
    assert client.post(desk("add_task", pk), wrong).status_code == 422
    assert client.post(desk("add_task", pk), wrong | {"ends_at": "2030-01-02T12:00"}).status_code == 302
    for name, args in (("tasks", ()), ("edit_task", (task.pk,)), ("cancel_task", (task.pk,)), ("edit", ())):
        assert client.get(desk(name, pk, *args)).status_code == 200
    assert client.post(desk("cancel_task", pk, task.pk), {"why": "Orage"}).status_code == 302


def test_a_hidden_contribution_says_so_and_leaves_the_gallery(memory, shown, page, alice, at):
    row = shown(memory, alice)
    actions.set_hidden(contribution=row, hidden=True, at=at)
    assert Client().get(page("contribution", memory.pk, row.pk)).status_code == 410
    assert "sirène" not in text_of(Client().get(page("mission", memory.pk)))
    actions.set_hidden(contribution=row, hidden=False, at=at)
    assert "sirène" in text_of(Client().get(page("mission", memory.pk)))


def test_drafts_are_for_the_team(component, page, at, david):
    mission = actions.create_mission(
        component=component, person=None, fields={"kind": "photo", "title": "Brouillon", "summary": "…"}, at=at
    )
    assert sign_in(Client(), david).get(page("mission", mission.pk)).status_code == 404
    assert "Brouillon" not in text_of(Client().get(page("show")))


def test_what_a_closed_group_gathers_is_found_by_nobody_outside(component, birds, alice, at):
    Process.objects.filter(pk=component.process_id).update(published_at=None)
    row = Contribution.objects.select_related("mission__component__process").get(pk=shown_in_secret(birds, alice, at).pk)
    actions.index(row)
    actions.index_mission(row.mission)
    assert not find("oiseaux").rows
    assert not find("discrète").rows
    assert "Comptage" not in text_of(Client().get(reverse("missions_town:index")))


def shown_in_secret(mission, person, at):
    said = {"title": "Chouette discrète", "state": "accepted", "in_list": True, "shown_at": at, "created_at": at, "agreed_at": at}
    return Contribution.objects.create(mission=mission, voice=person.voice, **said)
