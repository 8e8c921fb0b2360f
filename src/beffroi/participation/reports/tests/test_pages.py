from datetime import timedelta

import pytest
from beffroi_pytest import NOON
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.ground.people.models import WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.participation.reports import actions, states
from beffroi.participation.reports.actions import ways
from beffroi.participation.reports.models import Attribute, Category, Report, Stop, Update
from beffroi.participation.reports.usual import USUAL

NEW = {"where-address": "3 rue des Lilas", "where-said": "3 rue des Lilas", "where-lon": "2.35", "where-lat": "48.85"}


def page(name, *args):
    return reverse(f"reports_town:{name}", args=args)


def test_a_report_in_one_page_asks_only_what_its_category_asks(lamps, alice):
    client = sign_in(Client(), alice, two_factors=False)
    said = {**NEW, "category": "lampadaire", "text": "Éteint depuis lundi."}
    Attribute.objects.update(required=True)
    first = client.post(page("new"), said)
    assert (first.status_code, first.context["form"].errors) == (200, {}), "what was not asked yet is not missing"
    assert "Combien de lampadaires" in first.content.decode(), "its question was not on the page yet"
    assert not Report.objects.exists()
    missing = client.post(page("new"), {**said, "seen": "lampadaire"})
    assert [len(wrong) for wrong in missing.context["form"].errors.values()] == [1], "said once"
    then = client.post(page("new"), {**said, "seen": "lampadaire", "q-nombre": "rue"})
    report = Report.objects.get()
    assert then.headers["Location"] == page("report", report.pk)
    assert (report.answers, report.voice, report.shows_name) == ({"nombre": "rue"}, alice.voice, False)
    shown = Client().get(page("report", report.pk)).content.decode()
    assert "Toute la rue" in shown
    assert alice.voice.name not in shown, "names are not shown unless somebody wants it"


def test_what_is_near_is_offered_before_it_goes(lamp, alice):
    client = sign_in(Client(), alice, two_factors=False)
    said = {**NEW, "category": "lampadaire", "text": "Noir", "seen": "lampadaire"}
    answer = client.post(page("new"), said).content.decode()
    assert page("report", lamp.pk) in answer
    assert f'name="seen" value="lampadaire {lamp.pk}"' in answer
    assert Report.objects.count() == 1
    client.post(page("new"), {**said, "seen": f"lampadaire {lamp.pk}"})
    assert Report.objects.count() == 2


def test_an_emergency_is_for_the_telephone(db, alice, manager):
    ways.take_usual(usual=USUAL, person=manager, at=NOON)
    client = sign_in(Client(), alice, two_factors=False)
    stopped = client.post(page("new"), {**NEW, "category": "danger-immediat", "text": "Fil à terre"})
    assert 'href="tel:112"' in stopped.content.decode()
    wire = Attribute.objects.exclude(stops=[]).get()
    live = {**NEW, "category": "lampadaire", "text": "Fil", "seen": "lampadaire", f"q-{wire.code}": "2"}
    assert 'href="tel:112"' in client.post(page("new"), live).content.decode()
    assert not Report.objects.exists()


def test_a_visitor_writes_first_and_says_who_she_is_afterwards(lamps, alice):
    visitor = Client()
    said = {**NEW, "category": "lampadaire", "text": "Éteint.", "seen": "lampadaire"}
    answer = visitor.post(page("new"), said)
    act = WaitingAct.objects.get()
    assert answer.headers["Location"] == reverse("people:guest", args=[act.key])
    from_later = sign_in(visitor, alice, two_factors=False)
    done = from_later.post(reverse("people:guest", args=[act.key]))
    assert done.headers["Location"] == page("report", Report.objects.get().pk)


def test_what_is_wrong_is_said_and_what_was_typed_stays(lamps):
    answer = Client().post(page("new"), {"category": "lampadaire", "text": "Noir ici"})
    assert answer.status_code == 422
    assert "Noir ici" in answer.content.decode()
    assert not WaitingAct.objects.exists()


def test_photos_stay_while_the_form_comes_back(lamps, alice, picture_file):
    client = sign_in(Client(), alice, two_factors=False)
    answer = client.post(page("new"), {**NEW, "category": "lampadaire", "photos": picture_file()})
    kept = answer.context["form"].data["kept"]
    client.post(page("new"), {**NEW, "category": "lampadaire", "seen": "lampadaire", "kept": kept})
    assert Report.objects.get().photos.count() == 1


def many(lamps, alice, count):
    Report.objects.bulk_create(
        Report(
            category=lamps, voice=alice.voice, title=f"Lampe {n}", longitude=2.35, latitude=48.85, opened_at=NOON - timedelta(minutes=n),
            updated_at=NOON,
        )
        for n in range(count)
    )  # fmt: skip


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_a_list_costs_the_same_for_five_and_for_fifty(lamps, alice, who, most):
    client = sign_in(Client(), alice, two_factors=False) if who == "alice" else Client()
    costs = []
    for count in (5, 45):
        many(lamps, alice, count)
        client.get(page("index"))
        Report.objects.update(version=2 + count)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(page("index"))
        costs.append(len(queries))
    assert costs[0] == costs[1] <= most
    if who == "anonymous":
        assert "csrfmiddlewaretoken" not in answer.content.decode()
        assert not answer.cookies


@pytest.mark.parametrize(("who", "kind", "most"), [("visitor", "problem", 6), ("david", "problem", 10), ("david", "suggestion", 14)])
def test_a_page_costs_the_same_with_much_news(lamp, alice, david, who, kind, most):
    client = sign_in(Client(), david, two_factors=False) if who == "david" else Client()
    url, costs = page("report", lamp.pk), []
    for count in (1, 40):
        Update.objects.bulk_create(Update(report=lamp, voice=alice.voice, text=f"Vu {n}", at=NOON) for n in range(count))
        Report.objects.update(version=5 + count, kind=kind)
        client.get(url)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= most


def test_private_reports_are_seen_by_their_author_and_the_team(lamp, alice, bob, david):
    Report.objects.filter(pk=lamp.pk).update(is_private=True, in_list=False)
    url = page("report", lamp.pk)
    codes = [
        client.get(url).status_code for client in (Client(), sign_in(Client(), david), sign_in(Client(), alice), sign_in(Client(), bob))
    ]
    assert codes == [404, 404, 200, 200]


def test_somebody_who_sees_it_says_that_it_is_repaired(lamp, david):
    client = sign_in(Client(), david, two_factors=False)
    client.post(page("tell", lamp.pk), {"state": states.FIXED_BY_USER, "text": ""})
    lamp.refresh_from_db()
    assert lamp.state == states.FIXED_BY_USER
    assert client.post(page("tell", lamp.pk), {"state": states.FIXED, "text": "x"}).status_code == 422, "this word is the team’s"


def test_the_desk_answers_sorts_corrects_and_goes_round(lamp, lamps, bob, manager):
    client = sign_in(Client(), manager)

    def desk(name, *args):
        return reverse(f"reports_team:{name}", args=args)

    assert [page_ok(client, url) for url in (desk("index"), desk("report", lamp.pk))] == [True, True]
    client.post(desk("answer", lamp.pk), {"state": states.PLANNED, "text": "Mardi.", "expected_on": "2026-12-01"})
    client.post(desk("answer", lamp.pk), {"state": states.PLANNED, "text": "Clé 12", "is_private": "on"})
    client.post(desk("sort", lamp.pk), {"service": lamp.service_id, "assignee": bob.pk, "priority": "2"})
    client.post(
        desk("edit", lamp.pk), {"title": "Lampe", "text": "Éteint.", "category": lamps.pk, **{f"where-{k[6:]}": v for k, v in NEW.items()}}
    )
    lamp.refresh_from_db()
    assert (lamp.state, lamp.note, lamp.priority, lamp.assignee, lamp.title) == (states.PLANNED, "Mardi.", 2, bob, "Lampe")
    assert lamp.first_text == "Éteint depuis lundi."
    public = Client().get(page("report", lamp.pk)).content.decode()
    assert ("Mardi." in public, "Clé 12" in public) == (True, False)
    client.post(desk("add_stops"), {"report": [lamp.pk]})
    stop = Stop.objects.get()
    assert page_ok(client, f"{desk('round')}?jour={stop.day}")
    client.post(desk("tick", stop.pk))
    stop.refresh_from_db()
    assert stop.seen_at
    assert sign_in(Client(), bob).get(desk("ways")).status_code == 403


def page_ok(client, url):
    return client.get(url).status_code == 200


def test_the_team_says_what_can_be_reported(manager, bob):
    client = sign_in(Client(), manager)

    def desk(name, *args):
        return reverse(f"reports_team:{name}", args=args)

    client.post(desk("new_service"), {"name": "Espaces verts", "door": "desk", "team": [bob.pk]})
    said = {"name": "Arbre", "kind": "problem", "near_metres": "100", "position": "1", "questions": "Tombé ?: oui, non *\nQuelle espèce ?"}
    client.post(desk("new_category"), said)
    tree = Category.objects.get()
    first, second = tree.attributes.all()
    assert (tree.code, first.datatype, first.required, [one["name"] for one in first.values]) == (
        "arbre",
        "singlevaluelist",
        True,
        ["oui", "non"],
    )
    assert (second.datatype, second.required) == ("string", False)
    client.post(desk("category", tree.pk), {**said, "questions": "Tombé ?: non, oui, presque"})
    first.refresh_from_db()
    assert [one["key"] for one in first.values] == ["2", "1", "3"], "keys of answers never change"
    for url in (desk("ways"), desk("category", tree.pk), desk("sendings"), desk("new_template"), desk("new_service")):
        assert page_ok(client, url), url


def test_every_public_page_opens(lamp):
    for url in (page("index"), page("new"), page("offline"), page("alerts"), page("tell", lamp.pk), f"{page('index')}?etat=repares&q=x"):
        assert page_ok(Client(), url), url


def test_a_report_hidden_by_moderation_is_gone(lamp):
    actions.set_hidden(report=lamp, hidden=True, at=NOON)
    assert Client().get(page("report", lamp.pk)).status_code == 404
    assert page("report", lamp.pk) not in Client().get(page("index")).content.decode()


def test_the_desk_begins_with_what_is_new_for_those_who_have_no_list(lamp, bob, admin):
    lamp.service.team.add(bob)
    client = sign_in(Client(), admin, two_factors=True)
    index = reverse("reports_team:index")
    assert client.get(index).context["tab"] == "nouveaux"
    assert [line["report"] for line in client.get(index).context["lines"]] == [lamp]
    assert client.get(index, {"liste": ""}).context["lines"] == [], "asked for, their own list is shown though empty"


def test_what_takes_longer_than_said_is_called_late(lamp):
    address = page("report", lamp.pk)
    Report.objects.update(expected_at=NOON + timedelta(days=36500))
    assert "Habituellement réparé" in Client().get(address).content.decode()
    Report.objects.update(expected_at=NOON)
    cache.clear()
    assert "c’est plus long que d’habitude" in Client().get(address).content.decode()
