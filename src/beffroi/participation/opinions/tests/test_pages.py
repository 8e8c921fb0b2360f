from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.commons.conversations.actions import send
from beffroi.kernel.subjects import Subject
from beffroi.participation.opinions import actions
from beffroi.participation.opinions.actions.demonstrating import answer_many
from beffroi.participation.opinions.actions.stating import Seed
from beffroi.participation.opinions.models import AGREE, DISAGREE, OpinionMap, Participant, Statement, Vote
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.models import Opening, Phase, Process
from beffroi.participation.spaces.tests.doors import at_desk, signed_in
from beffroi.participation.spaces.types import component_types

PUBLIC = ("show", "statements", "results", "log", "files")


@pytest.fixture
def url(component):
    return lambda name="show", *args: reverse(f"opinions:{name}", args=[component.process.slug, component.pk, *args])


@pytest.fixture
def desk(component):
    return lambda name="desk", *args: reverse(f"opinions_desk:{name}", args=[component.process_id, component.pk, *args])


def count(map, at, people=40):
    rows = [{n: AGREE if n % 2 == 0 or person % 2 else DISAGREE for n in range(1, 9)} for person in range(people)]
    answer_many(map=map, rows=rows, at=at)
    actions.count_now(map=map, at=at)


def text_of(answer) -> str:
    return answer.content.decode() if not answer.streaming else b"".join(answer.streaming_content).decode()


def test_public_pages_are_the_same_for_everybody(url, map, at):
    count(map, at)
    for name in PUBLIC:
        answer = Client().get(url(name))
        assert answer.status_code == 200, name
        assert not answer.cookies, name
        assert "csrfmiddlewaretoken" not in text_of(answer), name
    page = text_of(Client().get(url("results")))
    assert "opinion-picture" in page
    assert "Tous les groupes sont d’accord" in page
    assert Client().get(url("statement", 1)).status_code == 200
    assert Client().get(url("statement", 99)).status_code == 404
    assert map.question in text_of(Client().get(reverse("opinions_town:index")))


def test_one_answers_card_by_card_without_an_account(url, map):
    me = Client()
    first = me.get(url("vote"))
    assert not [name for name in first.cookies if name.startswith("opinions")]
    number = first.context["card"]["number"]
    after = me.post(url("vote"), {"number": number, "act": "agree", "important": "on"}, follow=True)
    kept = {name: one["path"] for name, one in me.cookies.items() if name.startswith("opinions")}
    assert kept == {f"opinions-{map.pk}-fr": url(), f"opinions-{map.pk}-en": "/en" + url()}
    assert "Vous êtes d’accord." in text_of(after)
    assert after.context["card"]["number"] != number
    me.post(url("vote"), {"number": number, "act": "disagree"})
    (vote,) = Vote.objects.all()
    assert (vote.value, vote.is_important) == (DISAGREE, False)
    for _card in range(7):
        shown = me.get(url("vote")).context["card"]["number"]
        me.post(url("vote"), {"number": shown, "act": "pass"})
    done = me.get(url("vote"))
    assert "card" not in done.context
    assert Participant.objects.count() == 1
    mine = text_of(me.get(url("mine")))
    assert "Vous n’êtes pas d’accord." in mine
    me.post(url("another"))
    assert me.get(url("vote")).context["done"] == 0
    assert Participant.objects.count() == 1


@pytest.mark.parametrize(
    "sent", [{}, {"number": "x", "act": "agree"}, {"number": "1", "act": "maybe"}, {"number": "9" * 30, "act": "agree"}]
)
def test_what_is_no_answer_changes_nothing(url, map, sent):
    answer = Client().post(url("vote"), sent, follow=True)
    assert answer.status_code == 200
    assert not Vote.objects.exists()


def test_a_statement_hidden_meanwhile_leads_to_the_next_card(url, map, at):
    row = Statement.objects.get(map=map, number=1)
    actions.hide_statement(statement_id=row.pk, hidden=True, at=at)
    answer = Client().post(url("vote"), {"number": 1, "act": "agree"}, follow=True)
    assert answer.context["card"]["number"] != 1
    assert Client().get(url("statement", 1)).status_code == 410


def test_my_place_is_shown_to_me_alone(url, map, at):
    count(map, at)
    me = Client()
    for number in range(1, 9):
        me.post(url("vote"), {"number": number, "act": "agree"})
    assert "opinion-me" not in text_of(me.get(url("mine")))
    actions.count_now(map=map, at=at)
    assert "opinion-me" in text_of(me.get(url("mine")))
    for name in PUBLIC:
        assert "opinion-me" not in text_of(me.get(url(name)))
    assert "opinion-me" not in text_of(Client().get(url("mine")))
    me.post(url("take_back"))
    assert Participant.objects.count() == 40


def test_results_wait_for_the_end_where_the_team_said_so(url, component, map, manager, at):
    component.settings = {"results": "closed"}
    component.save()
    count(map, at)
    assert "opinion-picture" not in text_of(Client().get(url("results")))
    assert Client().get(url("download", "comments.csv")).status_code == 403
    map.component.settings = component.settings
    actions.halt(map=map, person=manager, act="close", at=at)
    assert "opinion-picture" in text_of(Client().get(url("results")))
    assert Client().get(url("download", "votes.csv")).status_code == 200


def test_the_votes_of_each_number_are_published_at_the_end_only(url, map, manager, at):
    count(map, at)
    assert Client().get(url("download", "participants-votes.csv")).status_code == 403
    assert text_of(Client().get(url("download", "comments.csv"))).count("\n") == 9
    assert Client().get(url("download", "secret.csv")).status_code == 404
    actions.halt(map=map, person=manager, act="close", at=at)
    assert text_of(Client().get(url("download", "participants-votes.csv"))).count("\n") == 41


def test_what_resembles_is_shown_before_a_statement_goes(url, map, alice):
    client = signed_in(alice)
    near = client.post(url("add"), {"text": "Il faut planter des arbres dans notre quartier."})
    assert near.context["near"]
    assert Statement.objects.count() == 8
    client.post(url("add"), {"text": "Il faut planter des arbres dans notre quartier.", "looked": "1"})
    assert Statement.objects.filter(state="waiting", voice=alice.voice).count() == 1
    wrong = client.post(url("add"), {"text": "Et si on plantait ?"})
    assert wrong.status_code == 422
    assert "Et si on plantait ?" in text_of(wrong)
    private = client.post(url("add"), {"text": "Appelez-moi au 06 12 34 56 78 pour la fontaine."})
    assert "anyway" in private.context["form"].errors


def test_a_visitor_writes_first_and_says_who_she_is_afterwards(url, map):
    answer = Client().post(url("add"), {"text": "La fontaine doit couler de nouveau.", "looked": "1"})
    assert answer.status_code == 302
    assert not Statement.objects.filter(state="waiting").exists()
    assert "Merci. L’équipe lit" in text_of(Client().get(url("vote") + "?merci=1"))


@pytest.mark.parametrize(("who", "most"), [("anonymous", 6), ("alice", 10)])
def test_pages_cost_the_same_for_few_and_for_many(url, map, alice, at, who, most):
    client = signed_in(alice) if who == "alice" else Client()

    def costs():
        found = {}
        for name in ("show", "statements", "results", "log", "vote", "mine"):
            client.get(url(name))
            with CaptureQueriesContext(connection) as seen:
                assert client.get(url(name)).status_code == 200
            found[name] = len(seen)
        return found

    count(map, at, people=20)
    few = costs()
    assert max(few.values()) <= most, few
    actions.seed(map=map, person=None, seeds=[Seed(f"Il faut un banc au numéro {n} de la rue.") for n in range(50)], at=at)
    Participant.objects.all().delete()
    count(map, at, people=60)
    assert costs() == few


def test_a_draft_is_not_found_by_a_stranger(url, component, map, david):
    Process.objects.filter(pk=component.process_id).update(published_at=None)
    for name in (*PUBLIC, "vote", "mine", "add"):
        assert signed_in(david).get(url(name)).status_code == 404, name


def test_a_hidden_map_says_so_and_nothing_else(url, map, at):
    actions.set_hidden(map_id=map.pk, hidden=True, at=at)
    for name in (*PUBLIC, "vote", "mine", "add"):
        answer = Client().get(url(name))
        assert answer.status_code == 410, name
        assert map.statements.first().text not in text_of(answer)


def test_the_team_reads_many_at_once(desk, map, alice, chloe, at):
    rows = [actions.state(map=map, person=alice, text=f"La fontaine numéro {n} doit couler.", at=at) for n in range(3)]
    client = at_desk(chloe)
    assert "La fontaine numéro 1" in text_of(client.get(desk("statements")))
    assert "1" in text_of(client.get(reverse("opinions_team:index")))
    assert client.post(desk("decide"), {"act": "accept"}).status_code == 422
    wrong = client.post(desk("decide"), {"statements": [rows[0].pk], "act": "refuse", "note": "Ma note."})
    assert wrong.status_code == 422
    assert "Ma note." in text_of(wrong)
    client.post(desk("decide"), {"statements": [rows[0].pk, rows[1].pk], "act": "accept"})
    client.post(desk("decide"), {"statements": [rows[2].pk], "act": "refuse", "reason": "double", "note": "Voyez le n° 9."})
    assert sorted(map.statements.filter(number__gt=8).values_list("state", flat=True)) == ["refused", "shown", "shown"]
    assert client.get(desk("correct", 9)).status_code == 200
    client.post(desk("correct", 9), {"text": "La fontaine doit couler."})
    assert Statement.objects.get(map=map, number=9).text == "La fontaine doit couler."


def test_the_team_writes_draws_runs_and_concludes(desk, url, map, manager, at):
    client = at_desk(manager)
    for name in ("desk", "statements", "seed", "run", "data", "import", "conclude"):
        assert client.get(desk(name)).status_code == 200, name
    assert client.post(desk(), {"seen": 0, "question": "Où planter ?", "text": "Des **arbres**."}).status_code == 302
    wrong = client.post(desk("seed"), {"lines": "Il faut des tilleuls.\nNon ?"})
    assert "Ligne 2" in text_of(wrong)
    client.post(desk("seed"), {"lines": "Il faut des tilleuls partout.\n\nIl faut des chênes aussi."})
    assert OpinionMap.objects.get(pk=map.pk).statements_count == 10
    for act in ("pause", "resume", "count", "close"):
        assert client.post(desk("run"), {"act": act}).status_code == 302
    assert "fermée" in text_of(Client().get(url()))
    assert client.post(desk("conclude"), {"seen": 1, "outcome": ""}).status_code == 422
    assert client.post(desk("conclude"), {"seen": 1, "outcome": "On plante."}).status_code == 302
    assert "On plante." in text_of(Client().get(url()))
    for name in ("comments.csv", "moderation.csv", "participants-votes.csv"):
        assert client.get(desk("download", name)).status_code == 200


def test_statements_are_drawn_from_another_part_of_the_process(desk, component, map, manager, alice, at):
    debate = component.__class__.objects.create(
        process=component.process, kind="debate", title="Le débat", position=9, published_at=at - timedelta(days=1)
    )
    component_types["debate"].set_up(debate)
    Opening.objects.create(component=debate, phase=Phase.objects.get(process=component.process), verb="contribute")
    send(subject=Subject("debate", debate.debate.pk), person=alice, text="Les tilleuls donnent de l’ombre.", stance="for", at=at)
    client, page = at_desk(manager), desk("take") + f"?partie={debate.pk}"
    (line,) = client.get(page).context["lines"]
    assert client.post(page, {}).status_code == 422
    wrong = client.post(page, {"pick": line["key"], f"text-{line['name']}": "Et l’ombre ?"})
    assert wrong.status_code == 422
    assert "Et l’ombre ?" in text_of(wrong)
    client.post(page, {"pick": line["key"], f"text-{line['name']}": "Les tilleuls donnent de l’ombre à tous."})
    row = Statement.objects.get(origin=Statement.TAKEN)
    assert (row.text, row.origin_key) == ("Les tilleuls donnent de l’ombre à tous.", line["key"])
    assert client.get(page).context["lines"] == []
    assert client.get(desk("take") + f"?partie={component.pk}").status_code == 404  # a map is no source for a map


def test_files_of_polis_are_taken_at_the_desk(desk, manager, component):
    client = at_desk(manager)
    wrong = client.post(desk("import"), {"comments": SimpleUploadedFile("comments.csv", b"a,b\n1,2\n")})
    assert wrong.status_code == 422
    comments = SimpleUploadedFile("comments.csv", b"comment-id,comment-body\n1,Plantons des arbres.\n")
    votes = SimpleUploadedFile("participants-votes.csv", b"participant,1\n7,1\n8,-1\n")
    assert client.post(desk("import"), {"comments": comments, "votes": votes}).status_code == 302
    assert Vote.objects.count() == 2


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_nobody_else_reaches_the_desk(desk, map, request, who):
    client = at_desk(request.getfixturevalue(who))
    for name in ("desk", "statements", "data"):
        assert client.get(desk(name)).status_code == 403


def test_the_list_says_what_is_open(map, at):
    ready_component("opinion", at=at, title="Le lac")
    page = Client().get(reverse("opinions_town:index"))
    assert sorted(line["is_open"] for line in page.context["lines"]) == [False, True]
