from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.participation.meetings.actions import meetings
from beffroi.participation.meetings.actions.finding import set_hidden
from beffroi.participation.meetings.models import Meeting, Registration
from beffroi.participation.spaces.tests.doors import at_desk, signed_in

HOUR = "%Y-%m-%dT%H:%M"


@pytest.fixture
def url(component):
    return lambda name, *more: reverse(f"meetings:{name}", args=[component.process.slug, component.pk, *more])


@pytest.fixture
def desk(component):
    return lambda name, *more: reverse(f"meetings_desk:{name}", args=[component.process_id, component.pk, *more])


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_lists_cost_the_same_for_five_and_for_fifty(url, make_meeting, alice, who, most):
    client = signed_in(alice) if who == "alice" else Client()
    counts = []
    for number in (5, 45):
        for _each in range(number):
            make_meeting()
        for page in (url("show"), reverse("meetings_town:index")):
            client.get(page)
            with CaptureQueriesContext(connection) as found:
                answer = client.get(page)
            assert answer.status_code == 200
            assert "csrfmiddlewaretoken" not in answer.content.decode() or who == "alice"
            counts.append(len(found))
    assert counts[:2] == counts[2:]
    assert max(counts) <= most


def test_the_page_of_a_meeting_costs_the_same_whoever_comes(url, meeting, make_meeting, register, make_person):
    big = make_meeting(capacity=100, agenda=[{"minutes": 10, "title": "Accueil", "points": ["Café"]}], services=["loop"])
    for number in range(40):
        register(make_person(f"P{number}"), big, is_shown=True)
    counts = []
    for row in (meeting, big):
        Client().get(url("detail", row.pk))
        with CaptureQueriesContext(connection) as found:
            page = Client().get(url("detail", row.pk))
        counts.append(len(found))
        assert not page.cookies
    assert counts[0] == counts[1] <= 6
    assert "Boucle magnétique" in page.content.decode()
    assert "60 places" in page.content.decode()


def test_somebody_registers_gets_a_ticket_and_gives_it_back(url, make_meeting, alice, at):
    asks = [{"key": "q1", "label": "Un régime ?", "kind": "one", "choices": ["aucun", "végétarien"], "required": True}]
    meeting = make_meeting(capacity=5, asks=asks, terms="Apportez une tasse.")
    client = signed_in(alice)
    assert client.post(url("register", meeting.pk), {"name": "Alice R."}).status_code == 422
    answer = client.post(url("register", meeting.pk), {"name": "Alice R.", "ask-q1": "végétarien", "agrees": "on"}, follow=True)
    row = Registration.objects.get()
    assert row.answers == {"q1": "végétarien"}
    assert row.code in answer.content.decode()
    assert answer["Referrer-Policy"] == "same-origin"
    assert client.get(url("register", meeting.pk)).status_code == 302
    assert Client().get(url("ticket", meeting.pk, "devinez")).status_code == 404
    assert Client().get(url("ticket", meeting.pk, "devinez").replace("devinez", "%00")).status_code == 404
    assert Client().post(url("cancel", meeting.pk, row.key), follow=True).status_code == 200
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_a_visitor_registers_and_says_who_she_is_afterwards(url, meeting):
    answer = Client().post(url("register", meeting.pk), {"name": "Visiteuse"})
    assert answer.status_code == 302
    assert not Registration.objects.exists()
    assert "/compte/" in answer["Location"] or "confirmer" in answer["Location"]


def test_a_draft_is_seen_by_the_team_alone_and_a_hidden_one_says_so(url, make_meeting, david, manager, at):
    draft = make_meeting(announced=False, title="Secret")
    assert signed_in(david).get(url("detail", draft.pk)).status_code == 404
    assert "Secret" not in Client().get(url("show")).content.decode()
    assert at_desk(manager).get(url("detail", draft.pk)).status_code == 200
    shown = make_meeting(title="Caché")
    set_hidden(meeting_id=shown.pk, hidden=True, at=at)
    answer = Client().get(url("detail", shown.pk))
    assert answer.status_code == 410
    assert "Caché" not in answer.content.decode()


def test_the_online_address_is_for_those_who_registered_if_the_team_says_so(url, make_meeting, register, alice):
    meeting = make_meeting(kind="online", place="", online_url="https://visio.example/x", online_for_registered=True)
    assert "visio.example" not in Client().get(url("detail", meeting.pk)).content.decode()
    register(alice, meeting)
    assert "visio.example" in signed_in(alice).get(url("detail", meeting.pk)).content.decode()


def test_the_team_prepares_announces_and_cancels(url, desk, manager, at):
    client, start = at_desk(manager), at + timedelta(days=4)
    said = {
        "title": "Conseil de quartier", "kind": "in_person", "place": "Préau", "starts_at": start.strftime(HOUR),
        "ends_at": (start + timedelta(hours=2)).strftime(HOUR), "registration": "here", "capacity": "30", "reserved": "2",
        "agenda": "20 min Accueil\n30 min Le marché", "services": ["wheelchair"],
    }  # fmt: skip
    wrong = client.post(desk("add"), said | {"agenda": "500 min Trop long", "reserved": "40"})
    assert wrong.status_code == 422
    assert "500 min Trop long" in wrong.content.decode()
    assert client.post(desk("add"), said | {"starts_at": "0001-01-01T00:00", "ends_at": "0001-01-01T01:00"}).status_code == 422
    assert client.post(desk("add"), said).status_code == 302
    meeting = Meeting.objects.get()
    assert client.post(desk("do", meeting.pk, "annoncer")).status_code == 302
    page = Client().get(url("detail", meeting.pk)).content.decode()
    assert "Le marché" in page
    assert "28 places" in page
    changed = client.post(desk("edit", meeting.pk), said | {"seen": "0", "title": "Autre titre"})
    assert changed.status_code == 302
    assert client.post(desk("do", meeting.pk, "annuler"), {"why": ""}).status_code == 422
    client.post(desk("do", meeting.pk, "annuler"), {"why": "Grève."})
    assert "Grève." in Client().get(url("detail", meeting.pk)).content.decode()


def test_two_who_edit_lose_nothing(desk, make_meeting, manager, official, at):
    meeting = make_meeting(announced=False)
    meetings.edit(meeting=meeting, person=None, seen=0, values={"title": "Le leur"}, at=at)
    said = {"title": "Le mien", "kind": "in_person", "place": "Salle", "registration": "here", "seen": "0"}
    hours = {"starts_at": meeting.starts_at.strftime(HOUR), "ends_at": meeting.ends_at.strftime(HOUR)}
    answer = at_desk(manager).post(desk("edit", meeting.pk), said | hours)
    assert answer.status_code == 409
    assert "Le leur" in answer.content.decode()
    assert Meeting.objects.get().title == "Le leur"


def test_the_questions_of_the_form_keep_their_keys(desk, make_meeting, manager):
    meeting, client = make_meeting(), at_desk(manager)
    rows = {"asks-TOTAL_FORMS": "2", "asks-INITIAL_FORMS": "0", "asks-0-label": "Un régime ?", "asks-0-kind": "one"}
    assert client.post(desk("asks", meeting.pk), rows).status_code == 422
    rows |= {"asks-0-choices": "aucun\nvégétarien", "asks-1-label": "Téléphone ?", "asks-1-kind": "text"}
    assert client.post(desk("asks", meeting.pk), rows).status_code == 302
    kept = Meeting.objects.get().asks
    rows |= {"asks-INITIAL_FORMS": "2", "asks-0-key": "q1", "asks-1-key": "q2", "asks-0-label": ""}
    client.post(desk("asks", meeting.pk), rows)
    assert Meeting.objects.get().asks == [kept[1]]


@pytest.mark.parametrize("name", ["edit", "asks", "registrations", "door", "host", "minutes", "repeat", "export"])
def test_the_desk_is_for_the_team(desk, meeting, register, alice, manager, david, name):
    register(alice)
    answer = at_desk(manager).get(desk(name, meeting.pk))
    assert answer.status_code == 200
    assert b"".join(answer) if answer.streaming else answer.content
    assert at_desk(david).get(desk(name, meeting.pk)).status_code == 403


def test_a_formula_in_a_name_stays_a_name(desk, meeting, register, alice, manager):
    row = register(alice)
    Registration.objects.filter(pk=row.pk).update(name='=HYPERLINK("http://x")')
    text = b"".join(at_desk(manager).get(desk("export", meeting.pk))).decode()
    assert "'=HYPERLINK" in text


def test_what_waits_for_the_team_is_on_one_page(component, make_meeting, manager, alice, at):
    make_meeting(starts=-timedelta(days=2), title="À raconter")
    hours = {"starts_at": at + timedelta(days=5), "ends_at": at + timedelta(days=5, hours=1)}
    meetings.propose(component=component, person=alice, values={"title": "À lire", "place": "Ici"} | hours, at=at)
    page = at_desk(manager).get(reverse("meetings_team:index")).content.decode()
    assert "À raconter" in page
    assert "À lire" in page
