import csv
import io
import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.participation.questions import actions, states
from beffroi.participation.questions.models import Answer, Correction, Question, Satisfaction

ASKED = {"to": "claire-vasseur", "title": "Quand le marché sera-t-il couvert ?", "text": "On l’attend depuis dix ans."}


def many(mayor, alice, at, count):
    start = Question.objects.count()
    Question.objects.bulk_create(
        Question(
            addressee=mayor, voice=alice.voice, title=f"Quand la rue {n} sera-t-elle refaite ?", asked_at=at - timedelta(minutes=n),
            waits_since=at, due_at=at - timedelta(days=n % 7), supports_count=n,
        )
        for n in range(start, start + count)
    )  # fmt: skip


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
@pytest.mark.parametrize("of", ["town", "addressee"])
def test_a_list_costs_the_same_for_five_and_for_fifty(mayor, alice, at, who, most, of):
    page = reverse("questions_town:index") if of == "town" else reverse("questions_town:addressee", args=[mayor.slug])
    client = sign_in(Client(), alice, two_factors=False) if who == "alice" else Client()
    costs = []
    for count in (5, 45):
        many(mayor, alice, at, count)
        client.get(page)
        Question.objects.update(version=2 + count)
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(page)
        assert answer.status_code == 200
        costs.append(len(queries))
    assert costs[0] == costs[1] <= most


def test_the_list_says_what_is_late_and_holds_no_token(ask, alice, at):
    late = ask(alice, when=at - timedelta(days=90))
    shown = Client().get(reverse("questions_town:index"), {"etat": "retard"})
    assert "Réponse attendue depuis" in shown.content.decode()
    assert "csrfmiddlewaretoken" not in shown.content.decode()
    assert not shown.cookies
    page = Client().get(reverse("questions_town:detail", args=[late.pk]))
    assert "csrfmiddlewaretoken" not in page.content.decode()
    assert "Claire Vasseur" in page.content.decode()


def test_the_page_of_a_question_costs_little(question, answer, alice, bob, at):
    given = answer(question)
    page, client = reverse("questions_town:detail", args=[question.pk]), Client()
    client.get(page)
    with CaptureQueriesContext(connection) as first:
        assert client.get(page).status_code == 200
    Satisfaction.objects.bulk_create(Satisfaction(answer=given, voice=one.voice, value="yes", at=at) for one in (alice, bob))
    Correction.objects.bulk_create(Correction(answer=given, before=f"{n}", why="Mieux", at=at) for n in range(20))
    Question.objects.update(version=9)
    with CaptureQueriesContext(connection) as then:
        client.get(page)
    assert len(first) == len(then) <= 10


def test_a_visitor_asks_and_then_says_who_she_is(mayor):
    visitor, page = Client(), reverse("questions_town:ask")
    answer = visitor.post(page, ASKED)
    assert answer.status_code == 302
    assert not Question.objects.exists()
    assert ASKED["title"] in visitor.get(answer.url).content.decode()


def test_what_was_asked_already_is_shown_before_it_goes(ask, alice, david):
    first = ask(alice)
    client, page = sign_in(Client(), david, two_factors=False), reverse("questions_town:ask")
    wanted = ASKED | {"title": "Quand la piscine rouvrira-t-elle enfin ?", "text": "Elle est fermée depuis mars."}
    looked = client.post(page, wanted)
    assert looked.status_code == 200
    assert reverse("questions_town:detail", args=[first.pk]) in looked.content.decode()
    assert "enfin" in looked.content.decode()
    fragment = client.post(reverse("questions_town:similar"), {"title": wanted["title"]})
    assert first.title in fragment.content.decode()
    assert client.post(page, wanted | {"looked": "1"}).status_code == 302
    assert Question.objects.count() == 2


def test_a_telephone_number_is_warned_of_and_the_person_decides(mayor, alice):
    client, page = sign_in(Client(), alice, two_factors=False), reverse("questions_town:ask")
    wanted = ASKED | {"text": "Rappelez-moi au 06 12 34 56 78, je vous prie."}
    warned = client.post(page, wanted)
    assert warned.status_code == 422
    assert "un numéro de téléphone" in warned.content.decode()
    assert "06 12 34 56 78" in warned.content.decode()
    assert not Question.objects.exists()
    assert client.post(page, wanted | {"anyway": "on"}).status_code == 302
    assert Question.objects.count() == 1


def test_the_page_shows_the_answer_its_corrections_and_asks_those_concerned(question, answer, official, alice, david, at):
    given = answer(question, sources=[["Budget", "https://example.org/budget"]])
    actions.correct(answer=given, person=official, text="Le 4 juin.", why="La date était fausse.", at=at + timedelta(days=2))
    page = reverse("questions_town:detail", args=[question.pk])
    shown = Client().get(page).content.decode()
    for words in ("Le 4 juin.", "La date était fausse.", "Le 3 juin", "https://example.org/budget"):
        assert words in shown
    judge = reverse("questions_town:judge", args=[question.pk])
    assert judge not in shown
    client = sign_in(Client(), alice, two_factors=False)
    assert judge in client.get(page).content.decode()
    back = client.post(judge, {"value": "no", "word": ""})
    assert back.url == reverse("questions_town:again", args=[question.pk])
    assert Satisfaction.objects.get().value == "no"
    assert sign_in(Client(), david, two_factors=False).post(judge, {"value": "yes"}).status_code == 403
    assert client.post(back.url, {"reason": "Et les horaires ?"}).status_code == 302
    assert Question.objects.get().state == states.AGAIN


def test_everything_public_can_be_taken_away(question, answer, mayor):
    answer(question, text="=SOMME(1)")
    rows = b"".join(Client().get(reverse("questions_town:export", args=["csv"])).streaming_content).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(rows)))
    assert (row["to"], row["in_time"], row["answer"]) == ("Claire Vasseur", "1", "'=SOMME(1)")
    found = json.loads(b"".join(Client().get(reverse("questions_town:export", args=["json"])).streaming_content))
    assert found["questions"][0]["question"] == question.title
    assert Client().get(reverse("questions_town:export", args=["exe"])).status_code == 404
    assert mayor.name in Client().get(reverse("questions_town:who")).content.decode()


def test_a_component_has_its_list_and_its_form(component, mayor, alice, ask, manager):
    where = [component.process.slug, component.pk]
    ask(alice, component=component)
    ask(alice, title="Une question pour toute la commune ?")
    shown = Client().get(reverse("questions:show", args=where)).content.decode()
    assert "piscine" in shown
    assert "toute la commune" not in shown
    assert Client().get(reverse("questions:ask", args=where)).status_code == 200
    desk = sign_in(Client(), manager).get(reverse("questions_desk:desk", args=[component.process_id, component.pk]))
    assert "piscine" in desk.content.decode()


# The desk.


def test_the_desk_shows_mine_late_first_and_to_nobody_else(ask, alice, official, chloe, at):
    ask(alice)
    ask(alice, title="Pourquoi le pont est-il fermé ?", when=at - timedelta(days=90))
    page = reverse("questions_team:index")
    shown = sign_in(Client(), official).get(page).content.decode()
    assert shown.index("pont") < shown.index("piscine")
    assert "piscine" not in sign_in(Client(), chloe).get(page).content.decode()
    assert "piscine" in sign_in(Client(), chloe).get(reverse("questions_team:to_sort")).content.decode()
    assert sign_in(Client(), alice).get(page).status_code == 403


def test_an_answer_is_drafted_seen_and_given(question, official, bob):
    client, show = sign_in(Client(), official), reverse("questions_team:show", args=[question.pk])
    assert client.get(show).status_code == 200
    said = {"seen": "0", "text": "Le 3 juin.", "sources": "Budget 2026 https://example.org/b", "spoken_seconds": "", "preview": "1"}
    wrong = client.post(reverse("questions_team:draft", args=[question.pk]), said | {"sources": "Budget", "spoken_seconds": "12:99"})
    assert wrong.status_code == 422
    assert "Le 3 juin." in wrong.content.decode()
    back = client.post(reverse("questions_team:draft", args=[question.pk]), said)
    assert back.url == reverse("questions_team:preview", args=[question.pk])
    assert "Le 3 juin." in client.get(back.url).content.decode()
    assert not Answer.objects.exclude(given_at=None).exists()
    assert "Le 3 juin." not in Client().get(reverse("questions_town:detail", args=[question.pk])).content.decode()
    stale = client.post(reverse("questions_team:draft", args=[question.pk]), said | {"text": "Autre"})
    assert stale.status_code == 409
    assert "Autre" in stale.content.decode()
    client.post(back.url)
    assert "Le 3 juin." in Client().get(reverse("questions_town:detail", args=[question.pk])).content.decode()
    assert client.get(show).status_code == 200
    spoken = {"spoken_url": "https://video.example/c", "spoken_words": "Le trois juin.", "spoken_seconds": "12:34"}
    assert client.post(reverse("questions_team:spoken", args=[question.pk]), spoken).status_code == 302
    assert "https://video.example/c#t=754" in Client().get(reverse("questions_town:detail", args=[question.pk])).content.decode()
    assert sign_in(Client(), bob).get(show).status_code == 403


def test_the_team_sorts_on_one_page(ask, question, alice, david, chloe, roads, rule):
    client, other = sign_in(Client(), chloe), ask(david, title="Quand la piscine va-t-elle rouvrir ?")
    address = lambda name: reverse(f"questions_team:{name}", args=[question.pk])  # noqa: E731
    shown = client.get(address("merge")).content.decode()
    assert other.title in shown
    assert client.post(address("merge"), {"numbers": "99999", "reason": "Même"}).status_code == 422
    assert client.post(address("merge"), {"others": [other.pk], "reason": "Même question"}).status_code == 302
    assert david.voice.display_name in Client().get(reverse("questions_town:detail", args=[question.pk])).content.decode()
    assert "Annuler la fusion" in client.get(address("show")).content.decode()
    client.post(reverse("questions_team:undo", args=[question.mergings.get().pk]))
    assert client.post(address("redirect"), {"to": roads.pk, "reason": ""}).status_code == 422
    client.post(address("redirect"), {"to": roads.pk, "reason": "La voirie décide."})
    assert "La voirie décide." in Client().get(reverse("questions_town:detail", args=[question.pk])).content.decode()
    client.post(address("refuse"), {"rule": rule.pk, "reason": "Hors sujet"})
    refused = Client().get(reverse("questions_town:detail", args=[question.pk])).content.decode()
    assert "Rester dans le sujet" in refused
    assert question.title not in Client().get(reverse("questions_town:index")).content.decode()


def test_who_can_be_asked_is_chosen_by_managers(manager, bob, official, alice):
    client = sign_in(Client(), manager)
    said = {"kind": "service", "name": "Voirie", "mandate": "", "account": "", "team": [bob.pk], "position": "5"}
    assert client.post(reverse("questions_team:new"), said | {"name": ""}).status_code == 422
    assert client.post(reverse("questions_team:new"), said).status_code == 302
    shown = client.get(reverse("questions_team:addressees")).content.decode()
    assert "Voirie" in shown
    assert bob.voice.display_name in shown
    assert sign_in(Client(), official).get(reverse("questions_team:addressees")).status_code == 403
    assert "Voirie" in Client().get(reverse("questions_town:ask")).content.decode()
