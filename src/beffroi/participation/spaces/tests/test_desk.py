from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from beffroi.kernel import clock
from beffroi.participation.spaces import actions, calendar
from beffroi.participation.spaces.kitchen import fresh, ready_component
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.tests.doors import at_desk, signed_in

DAY = timedelta(days=1)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def process(db, at):
    return ready_component("proposal", at=at, verbs=("propose", "support")).process


PAGES = ["show", "texts", "phases", "openings", "team", "journal", "add"]


@pytest.mark.parametrize("page", PAGES)
def test_each_page_of_the_desk_shows_and_is_for_the_team(process, manager, alice, page):
    address = reverse(f"spaces_desk:{page}", args=[process.pk])
    response = at_desk(manager).get(address)
    assert response.status_code == 200
    assert response.content.decode().count("<h1") == 1
    assert at_desk(alice).get(address).status_code == 403
    assert signed_in(manager).get(address).status_code == 403  # without a second factor
    for method in ("get", "post"):
        assert getattr(at_desk(alice), method)(address).status_code == 403


def test_the_list_shows_a_person_only_her_processes(process, manager, alice, at):
    ready_component("proposal", at=at, title="Un autre")
    address = reverse("spaces_desk:list")
    assert at_desk(alice).get(address).status_code == 403
    actions.join_team(process=process, person=manager, account=alice, role="manager", at=at)
    page = at_desk(alice).get(address).content.decode()
    assert "Le parc" in page
    assert "Un autre" not in page
    assert "Un autre" in at_desk(manager).get(address).content.decode()


def sent(process, **changes):
    names = (
        "title",
        "question",
        "summary",
        "text",
        "who_decides",
        "what_can_change",
        "who_may_take_part",
        "how_binding",
        "contact",
        "place",
        "outcome",
    )
    return {name: getattr(process, name) for name in names} | {"seen": process.edits} | changes


def test_texts_edited_by_two_people_end_on_a_page_with_both(process, manager, admin):
    address = reverse("spaces_desk:texts", args=[process.pk])
    assert at_desk(manager).post(address, sent(process, summary="De Manon")).status_code == 302
    response = at_desk(admin).post(address, sent(process, summary="D’Ada"))
    assert response.status_code == 409
    page = response.content.decode()
    assert "De Manon" in page
    assert "D’Ada" in page
    assert fresh(process).summary == "De Manon"
    again = sent(fresh(process), summary="Les deux")
    assert at_desk(admin).post(address, again).status_code == 302
    assert fresh(process).summary == "Les deux"


def test_bad_texts_are_refused_and_kept(process, manager):
    response = at_desk(manager).post(reverse("spaces_desk:texts", args=[process.pk]), sent(process, title="x" * 300, summary="Gardé"))
    assert response.status_code == 422
    assert "Gardé" in response.content.decode()


def phases_sent(process, *lines):
    data = {"seen": process.edits, "phases-TOTAL_FORMS": len(lines), "phases-INITIAL_FORMS": sum(bool(line[0]) for line in lines)}
    for number, (pk, title, starts, ends) in enumerate(lines):
        data |= {
            f"phases-{number}-{name}": value for name, value in (("id", pk), ("title", title), ("starts_at", starts), ("ends_at", ends))
        }
    return data


def local(moment):
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def test_phases_are_added_and_checked(process, manager, at):
    first, address = process.phases.get(), reverse("spaces_desk:phases", args=[process.pk])
    good = phases_sent(process, (first.pk, "Un", local(at), local(at + DAY)), ("", "Deux", local(at + DAY), ""))
    assert at_desk(manager).post(address, good).status_code == 302
    assert [phase.title for phase in calendar.phases(fresh(process))] == ["Un", "Deux"]
    bad = phases_sent(fresh(process), (first.pk, "Un", local(at), ""), ("", "Deux", local(at + DAY), ""))
    response = at_desk(manager).post(address, bad)
    assert response.status_code == 422
    assert process.phases.count() == 2


def test_the_matrix_opens_and_closes_verbs(process, manager):
    address, phase, component = reverse("spaces_desk:openings", args=[process.pk]), process.phases.get(), process.components.get()
    data = {"seen": process.edits, "open": [f"{phase.pk}:{component.pk}:comment", "nonsense", "1:2"]}
    assert at_desk(manager).post(address, data).status_code == 302
    assert [spell.verb for spell in calendar.spells(fresh(process))] == ["comment"]


def test_a_process_is_made_from_a_recipe(db, manager, validator):
    client = at_desk(manager)
    assert client.get(reverse("spaces_desk:choose")).status_code == 200
    address = reverse("spaces_desk:create", args=["idea-box"])
    form = client.get(address)
    assert form.status_code == 200
    data = {name: field.initial or "" for name, field in form.context["form"].fields.items()} | {"title": "Nos idées"}
    data = {name: local(value) if hasattr(value, "hour") else value for name, value in data.items()}
    assert client.post(address, data).status_code == 302
    process = Process.objects.get()
    page = client.get(reverse("spaces_desk:show", args=[process.pk])).content.decode()
    assert "apercu=" in page
    assert at_desk(validator).get(address).status_code == 403


def test_publishing_says_what_is_missing_and_then_publishes(db, manager, at):
    process = actions.create(person=manager, at=at, title="Vide", question="Quoi ?")
    client, address = at_desk(manager), reverse("spaces_desk:do", args=[process.pk, "publier"])
    assert client.get(address).status_code == 405
    client.post(address)
    assert not fresh(process).is_public
    page = client.get(reverse("spaces_desk:show", args=[process.pk])).content.decode()
    assert "Dites qui décide à la fin." in page


def test_a_part_is_added_set_moved_hidden_and_removed(process, manager):
    client = at_desk(manager)
    client.post(reverse("spaces_desk:add", args=[process.pk]), {"kind": "resource", "title": "Comprendre"})
    made = process.components.get(kind="resource")
    first = process.components.get(kind="proposal")
    for deed, check in (
        ("monter", lambda: process.components.order_by("position").first() == made),
        ("supprimer", lambda: not process.components.filter(pk=made.pk).exists()),
    ):
        client.post(reverse("spaces_desk:component_do", args=[process.pk, made.pk, deed]))
        assert check(), deed
    settings = {
        "seen": first.edits,
        "title": "Idées",
        "intro": "",
        "settings-max_supports": "3",
        "settings-order": "recent",
        "settings-place": "no",
    }
    numbers = ("max_proposals", "min_supports", "threshold", "answer_days", "edit_hours", "edit_until_supports")
    settings |= {f"settings-{name}": "0" for name in numbers} | {"settings-max_length": "3000"}
    response = client.post(reverse("spaces_desk:component", args=[process.pk, first.pk]), settings)
    assert response.status_code == 302
    first.refresh_from_db()
    assert (first.title, first.settings["max_supports"]) == ("Idées", 3)


def test_the_timeline_and_the_history(process, manager, at):
    client = at_desk(manager)
    client.post(
        reverse("spaces_desk:journal", args=[process.pk]), {"at": local(at), "title": "Réunion publique", "text": "Cent personnes."}
    )
    assert "Réunion publique" in client.get(reverse("spaces:show", args=[process.slug])).content.decode()
    assert client.get(reverse("spaces_desk:journal", args=[process.pk])).status_code == 200
