"""The pages of moderation: for everybody, for the author, at the desk."""

import csv
import io

import pytest
from beffroi_pytest import NOON
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.commons.moderation import actions
from beffroi.commons.moderation.models import Appeal, Case, Decision, Flag, Rule
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.subjects import Subject

NOTE, OTHER = Subject("note", 1), Subject("note", 2)
FLAG = {"reason": "hate", "good_faith": "on"}


@pytest.fixture
def hidden(notes, rule, chloe):
    return actions.hide(subject=NOTE, rule=rule, reason="Une insulte.", facts="« nuls » vise les habitants.", by=chloe, at=clock.now())


@pytest.mark.parametrize("name", ["index", "rules", "register", "register_csv"])
def test_everybody_reads_the_rules_the_register_and_the_numbers(client, hidden, name):
    answer = client.get(reverse(f"moderation:{name}"))
    assert answer.status_code == 200
    assert not answer.cookies
    html = answer.getvalue().decode()
    assert "csrf" not in html
    assert "Bob" not in html
    assert "nuls" not in html


def test_the_register_is_a_file_that_no_spreadsheet_runs(client, notes, rule, chloe):
    actions.hide(subject=NOTE, rule=rule, reason="=HYPERLINK(1)", by=chloe, at=NOON)
    rows = list(csv.DictReader(io.StringIO(client.get(reverse("moderation:register_csv")).getvalue().decode())))
    assert rows[0]["reason"] == "'=HYPERLINK(1)"
    assert (rows[0]["act"], rows[0]["rule"], rows[0]["automated"]) == ("hide", "1", "0")


def test_the_numbers_cost_the_same_for_one_and_for_fifty(client, notes, rule, chloe, alice):
    def cost():
        client.get(reverse("moderation:index"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("moderation:index"))
        return len(seen)

    actions.hide(subject=NOTE, rule=rule, reason="x", by=chloe, at=NOON)
    few = cost()
    for n in range(2, 52):
        actions.hide(subject=Subject("note", n), rule=rule, reason="x", by=chloe, at=NOON)
    assert cost() == few


def test_a_visitor_reports_and_holds_a_receipt(client, notes):
    url = reverse("moderation:flag", args=[NOTE])
    assert "Vous êtes nuls." in client.get(url).content.decode()
    answer = client.post(url, {**FLAG, "text": "C’est une insulte.", "email": "eve@example.org"})
    flag = Flag.objects.get()
    assert answer["Location"] == reverse("moderation:receipt", args=[flag.key])
    assert client.get(answer["Location"]).status_code == 200
    assert client.get(reverse("moderation:receipt", args=["rubbish"])).status_code == 404


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"text": ""}, "Choisissez"),
        ({"reason": "rubbish", "good_faith": "on"}, "rubbish"),
        ({"reason": "hate"}, "Cochez"),
        ({"reason": "other", "good_faith": "on"}, "quelques mots"),
        ({**FLAG, "email": "rubbish", "text": "mes mots précieux"}, "mes mots précieux"),
        ({**FLAG, "text": "x" * 2001}, "xxx"),
    ],
)
def test_a_mistake_in_a_report_is_said_and_keeps_the_words(client, notes, data, word):
    answer = client.post(reverse("moderation:flag", args=[NOTE]), data)
    assert answer.status_code == 200
    assert word in answer.content.decode()
    assert not Flag.objects.exists()


def test_a_robot_is_thanked_and_forgotten(client, notes):
    assert client.post(reverse("moderation:flag", args=[NOTE]), {**FLAG, "website": "https://spam.example"}).status_code == 302
    assert not Flag.objects.exists()


def test_the_author_reads_why_and_appeals(client, hidden, bob, david):
    url = reverse("moderation:decision", args=[hidden.key])
    assert "vise les habitants" not in client.get(url).content.decode()
    sign_in(client, david)
    client.post(url, {"text": "Je ne suis pas l’auteur."})
    assert not Appeal.objects.exists()
    sign_in(client, bob)
    assert "vise les habitants" in client.get(url).content.decode()
    assert "Dites pourquoi" in client.post(url, {"text": ""}).content.decode()
    client.post(url, {"text": "C’était une citation."})
    assert Appeal.objects.get().text == "C’était une citation."
    assert client.get(url).status_code == 200


DESK = ["queue", "decisions", "appeals"]


@pytest.mark.parametrize("name", DESK)
def test_the_desk_is_for_moderators(client, notes, alice, chloe, name):
    url = reverse(f"moderation_desk:{name}")
    assert client.get(url).status_code == 302
    sign_in(client, alice)
    assert client.get(url).status_code == 403
    sign_in(client, chloe, two_factors=False)
    assert client.get(url).status_code == 403
    sign_in(client, chloe)
    assert client.get(url).status_code == 200


def test_a_case_from_the_report_to_the_decision(client, notes, alice, chloe, rule):
    actions.flag(subject=NOTE, person=alice, reason="hate", text="Il insulte.", at=NOON)
    case = Case.objects.get()
    sign_in(client, chloe)
    assert f"/cas/{case.pk}/" in client.get(reverse("moderation_desk:queue")).content.decode()
    url = reverse("moderation_desk:case", args=[case.pk])
    assert "Il insulte." in client.get(url).content.decode()
    client.post(reverse("moderation_desk:take", args=[case.pk]))
    assert Case.objects.get().assigned_to == chloe
    wrong = client.post(url, {"act": "hide", "reason": "mes mots précieux"})
    assert wrong.status_code == 200
    assert "mes mots précieux" in wrong.content.decode()
    assert not Decision.objects.exists()
    answer = client.post(url, {"act": "hide", "rule": rule.pk, "reason": "Une insulte.", "sanction": "pause", "days": "3"})
    assert answer["Location"] == reverse("moderation_desk:queue")
    assert notes.hidden == {1}
    assert client.get(url).status_code == 200
    assert client.get(reverse("moderation:receipt", args=[Flag.objects.get().key])).status_code == 200


def test_the_queue_costs_the_same_for_five_and_for_twenty(client, notes, alice, chloe):
    def cost():
        client.get(reverse("moderation_desk:queue"))
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("moderation_desk:queue"))
        return len(seen)

    sign_in(client, chloe)
    for n in range(5):
        actions.open_case(subject=Subject("note", n), at=NOON)
    few = cost()
    for n in range(5, 25):
        actions.open_case(subject=Subject("note", n), at=NOON)
    assert cost() == few


def test_a_moderator_opens_a_case_by_herself_and_undoes_it(client, notes, chloe, rule):
    sign_in(client, chloe)
    url = reverse("moderation_desk:look", args=[NOTE])
    assert client.get(url).status_code == 200
    case_url = client.post(url)["Location"]
    client.post(case_url, {"act": "hide", "rule": rule.pk, "reason": "Une insulte."})
    assert Decision.objects.get().source == "own"
    undo = reverse("moderation_desk:undo", args=[Decision.objects.get().pk])
    assert client.get(undo).status_code == 200
    client.post(undo, {"reason": "Une citation."})
    assert not notes.hidden
    assert client.get(reverse("moderation_desk:decisions")).status_code == 200


def test_an_appeal_at_the_desk(client, notes, hidden, bob, chloe, emma):
    appeal = actions.appeal(decision=hidden, person=bob, text="C’était une citation.", at=clock.now())
    url = reverse("moderation_desk:appeal", args=[appeal.pk])
    sign_in(client, chloe)
    assert "Vous avez pris cette décision" in client.get(url).content.decode()
    client.post(url, {"outcome": "refused", "answer": "Non."})
    assert notes.hidden == {1}
    sign_in(client, emma)
    assert client.get(reverse("moderation_desk:appeals")).status_code == 200
    client.post(url, {"outcome": "granted", "answer": "Vous avez raison."})
    assert not notes.hidden
    assert client.get(url).status_code == 200


def test_the_rules_are_changed_at_the_desk(client, notes, manager, chloe):
    sign_in(client, chloe)
    assert client.get(reverse("moderation_desk:rules")).status_code == 403
    sign_in(client, manager)
    assert client.get(reverse("moderation_desk:rules")).status_code == 200
    rule = Rule.objects.get(number=1)
    said = {"title_fr": "On reste poli", "text_fr": "Toujours.", "title_en": "Be polite", "text_en": "Always."}
    url = reverse("moderation_desk:rule", args=[rule.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {**said, "title_fr": ""}).status_code == 200
    client.post(url, said)
    html = client.get(reverse("moderation:rules")).content.decode()
    assert "On reste poli" in html
    assert "On se respecte" in html
    assert client.post(url, said | {"text_fr": "mes mots précieux"}).content.decode().count("mes mots précieux") == 1
    client.post(reverse("moderation_desk:rule_new"), said)
    withdraw = reverse("moderation_desk:rule_withdraw", args=[Rule.objects.get(number=8).pk])
    assert client.get(withdraw).status_code == 200
    client.post(withdraw)
    assert Rule.objects.get(number=8).until
