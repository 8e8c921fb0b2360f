from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from beffroi.kernel import clock
from beffroi.participation.spaces import actions
from beffroi.participation.spaces.access import preview_token
from beffroi.participation.spaces.actions.phases import Stretch
from beffroi.participation.spaces.kitchen import fresh, ready_component
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.tests.doors import signed_in

DAY = timedelta(days=1)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def process(db, at):
    return ready_component("proposal", at=at, verbs=("propose", "support")).process


def test_the_page_says_what_is_asked_until_when_and_how(process, at):
    actions.edit(
        process=process,
        person=None,
        seen=process.edits,
        changes={"who_decides": "Le conseil municipal", "outcome": "Le parc ouvrira en mai."},
        at=at,
    )
    response = Client().get(reverse("spaces:show", args=[process.slug]))
    page = response.content.decode()
    for words in ("Que faire du parc", "Proposer", "Le conseil municipal", "Le parc ouvrira en mai.", "Vos idées", "application/ld+json"):
        assert words in page
    assert page.count("<h1") == 1


def test_an_anonymous_page_holds_no_cookie_and_no_token(process):
    for address in (reverse("spaces:list"), reverse("spaces:show", args=[process.slug]), reverse("spaces:registry", args=[process.slug])):
        response = Client().get(address)
        assert response.status_code == 200
        assert not response.cookies, address
        assert "csrfmiddlewaretoken" not in response.content.decode(), address


def test_a_draft_is_not_found_but_for_its_team_and_the_preview_link(process, manager, alice, at):
    Process.objects.update(published_at=None)
    address = reverse("spaces:show", args=[process.slug])
    component = reverse("proposals:show", args=[process.slug, process.components.get().pk])
    for path in (address, component):
        assert Client().get(path).status_code == 404
        assert signed_in(alice).get(path).status_code == 404
        assert signed_in(manager).get(path).status_code == 200
    word = preview_token(fresh(process), at)
    for path in (address, component):
        response = Client().get(path, {"apercu": word})
        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
    assert Client().get(address, {"apercu": word + "x"}).status_code == 404
    other = ready_component("proposal", at=at, title="Un autre").process
    Process.objects.update(published_at=None)
    assert Client().get(reverse("spaces:show", args=[other.slug]), {"apercu": word}).status_code == 404


def test_a_preview_link_carries_on_to_the_parts(process, at):
    Process.objects.update(published_at=None)
    word = preview_token(fresh(process), at)
    page = Client().get(reverse("spaces:show", args=[process.slug]), {"apercu": word}).content.decode()
    assert "?apercu=" in page


def test_the_list_groups_by_what_is_open(process, at):
    soon = ready_component("proposal", at=at, title="Bientôt le marché").process
    over = ready_component("proposal", at=at, title="La halle d’hier").process
    for one, first, last in ((soon, 10 * DAY, 20 * DAY), (over, -20 * DAY, -10 * DAY)):
        phase = one.phases.get()
        actions.save_phases(process=fresh(one), person=None, seen=99, stretches=[Stretch(phase.pk, "P", "", at + first, at + last)], at=at)
    page = Client().get(reverse("spaces:list")).content.decode()
    assert page.index("Le parc") < page.index("Bientôt le marché") < page.index("La halle d’hier")
    page = Client().get(reverse("spaces:list"), {"quand": "terminees"}).content.decode()
    assert "La halle" in page
    assert "Bientôt le marché" not in page


@pytest.mark.parametrize("kind", ["anonymous", "alice"])
def test_the_list_costs_the_same_for_five_and_for_fifty(db, at, kind, alice):
    client = signed_in(alice) if kind == "alice" else Client()
    most = 10 if kind == "alice" else 6

    def count(address):
        client.get(address)  # what the frame keeps until the next change
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    for number in range(5):
        ready_component("proposal", at=at, title=f"Projet {number}")
    few = count(reverse("spaces:list"))
    for number in range(5, 50):
        ready_component("proposal", at=at, title=f"Projet {number}")
    many = count(reverse("spaces:list"))
    assert many <= few <= most


@pytest.mark.parametrize(("kind", "most"), [("anonymous", 6), ("alice", 10)])
def test_the_page_of_a_process_costs_the_same_for_five_and_for_fifty_parts(process, at, kind, most, alice, official):
    client, address = signed_in(alice) if kind == "alice" else Client(), reverse("spaces:show", args=[process.slug])
    actions.join_team(process=process, person=None, account=official, role="manager", at=at)

    def count(parts):
        for number in range(parts):
            actions.add_component(process=process, person=None, kind="proposal", title=f"Partie {number}", at=at, published=True)
        assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    assert count(5) == count(45) <= most


def test_the_page_tells_a_change_of_dates_and_of_the_team_at_once(process, at, bob):
    address, phase = reverse("spaces:show", args=[process.slug]), process.phases.get()
    client = signed_in(bob)
    before = client.get(address).content.decode()
    assert reverse("spaces_desk:show", args=[process.pk]) not in before
    actions.join_team(process=process, person=None, account=bob, role="manager", at=at)
    moved = [Stretch(phase.pk, "Plus tard", "", at + 10 * DAY, at + 20 * DAY)]
    actions.save_phases(process=fresh(process), person=None, seen=fresh(process).edits, stretches=moved, at=at)
    after = client.get(address).content.decode()
    assert "Plus tard" not in before
    assert "Plus tard" in after
    assert reverse("spaces_desk:show", args=[process.pk]) in after


def test_phases_can_be_followed_in_a_calendar(process):
    response = Client().get(reverse("spaces:calendar", args=[process.slug]))
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(event["summary"]) for event in events] == ["Le parc – Proposer"]
    assert Client().get(reverse("spaces:all_calendar")).status_code == 200


def test_a_title_cannot_write_into_the_page(db, at):
    process = ready_component("proposal", at=at, title="</script><script>alert(1)</script>").process
    page = Client().get(reverse("spaces:show", args=[process.slug])).content.decode()
    assert "<script>alert" not in page
