"""The team makes a survey with plain forms, and cannot open one that would strand somebody."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image as Picture

from beffroi.kernel.rules import Refused
from beffroi.participation.spaces.tests.doors import at_desk
from beffroi.participation.surveys.actions import editing, making
from beffroi.participation.surveys.definition import definition, sentences
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.models import Response, Survey
from beffroi.participation.surveys.recipe_book import recipes
from beffroi.participation.surveys.tests.conftest import key_of


def desk(name, survey, *args):
    return reverse(f"surveys_team:{name}", args=[survey.pk, *args])


def town(name, survey, *args):
    return reverse(f"surveys_town:{name}", args=[survey.pk, *args])


def test_a_survey_is_made_opened_answered_and_concluded_at_the_desk(db, manager):
    client = at_desk(manager)
    client.post(reverse("surveys_team:new"), {"title": "La cantine", "recipe": ""})
    survey = Survey.objects.get()
    page = survey.pages.get()
    assert client.get(desk("choose_kind", survey, page.pk)).status_code == 200
    wrong = client.post(desk("new_question", survey, page.pk, "single"), {"text": "Vos enfants y mangent ?", "options": "Oui"})
    assert wrong.status_code == 422
    assert "Vos enfants y mangent ?" in wrong.content.decode()
    words = {"text": "Vos enfants y mangent ?", "options": "Oui\nNon", "is_required": "on", "is_shown": "on", "other": "on"}
    client.post(desk("new_question", survey, page.pk, "single"), words)
    client.post(desk("add_page", survey))
    second = survey.pages.order_by("position").last()
    first = survey.questions.get()
    assert [one["key"] for one in first.options] == ["oui", "non"]
    client.post(desk("new_question", survey, second.pk, "long"), {"text": "Qu’en pensent-ils ?", "is_shown": "on"})
    unknown = client.post(
        desk("page_condition", survey, second.pk), {"mode": "all", "question_0": first.pk, "verb_0": "any", "values_0": "Peut-être"}
    )
    assert unknown.status_code == 422
    client.post(desk("page_condition", survey, second.pk), {"mode": "all", "question_0": first.pk, "verb_0": "any", "values_0": "oui"})
    assert "Seulement si" in client.get(desk("show", survey)).content.decode()
    assert client.get(desk("publish", survey)).status_code == 200
    client.post(desk("publish", survey), {"opens_at": "", "closes_at": ""})
    visitor = Client()
    visitor.post(town("page", survey, page.pk), {f"q{first.pk}": "non", "next": "1"})
    assert "Qu’en pensent-ils" not in visitor.get(town("check", survey)).content.decode(), "the page is left out"
    visitor.post(town("check", survey))
    survey.refresh_from_db()
    assert survey.responses_count == 1
    assert client.post(desk("add_page", survey)).status_code == 403
    client.post(
        desk("question", survey, first.pk), words | {"text": "Vos enfants mangent-ils à la cantine ?", "options": "Oui, souvent\nNon"}
    )
    first.refresh_from_db()
    assert [one["key"] for one in first.options] == ["oui", "non"], "a wording changes, its key does not"
    assert first.edits == 1
    client.post(desk("close", survey))
    client.post(desk("conclude", survey), {"text": "On garde la cantine."})
    assert "On garde la cantine." in visitor.get(town("detail", survey)).content.decode()


@pytest.mark.parametrize("recipe", sorted(recipes()))
def test_every_recipe_can_be_opened_as_it_is_and_stands_on_paper(empty, at, recipe):
    survey = making.take_recipe(survey=empty, person=None, recipe=recipes()[recipe], at=at)
    assert sentences(definition(survey)) == []
    editing.publish(survey=survey, person=None, opens_at=None, closes_at=None, at=at)
    page = Client().get(town("print", survey))
    assert page.status_code == 200
    assert Client().get(town("qr", survey))["Content-Type"] == "image/svg+xml"


def test_a_survey_that_strands_somebody_cannot_open(empty, ask, at):
    first = ask("single", "Un ?", options=("a", "b"))
    later = ask("short", "Deux ?")
    tests = [{"question": later.pk, "verb": "answered", "values": []}]
    editing.set_condition(survey=empty, person=None, page=None, question=first, mode="all", tests=tests, at=at)
    assert sentences(definition(empty)) == ["La question «\u202fUn ?\u202f» dépend de «\u202fDeux ?\u202f», qui vient après."]
    with pytest.raises(Refused):
        editing.publish(survey=empty, person=None, opens_at=None, closes_at=None, at=at)


def test_pages_of_the_team_are_the_teams(opened, alice, manager):
    survey = opened()
    question = survey.questions.first()
    names = [
        ("show",),
        ("settings",),
        ("answers",),
        ("figures",),
        ("paper",),
        ("import",),
        ("conclude",),
        ("publish",),
        ("reference",),
        ("add_cross",),
    ]
    for name, *args in [*names, ("question", question.pk), ("question_condition", question.pk), ("texts", question.pk)]:
        assert at_desk(alice).get(desk(name, survey, *args)).status_code == 403, name
        assert at_desk(manager).get(desk(name, survey, *args)).status_code == 200, name
    assert at_desk(manager).get(reverse("surveys_team:index")).status_code == 200


def test_a_sheet_is_keyed_in_once_marked_as_paper_and_can_be_taken_out(opened, bob, manager):
    survey = opened()
    needs, age = key_of(survey, "besoins"), key_of(survey, "age")
    words = {"sheet": "P-7", f"q{needs.pk}": ["soins"], f"q{age.pk}": "60-et-plus"}
    client = at_desk(bob)
    assert client.post(desk("paper", survey), words).status_code == 302
    again = client.post(desk("paper", survey), words)
    assert again.status_code == 422
    assert "P-7 est déjà saisie" in again.content.decode()
    row = Response.objects.get()
    assert (row.origin, row.keyed_by) == ("paper", bob.voice)
    assert at_desk(manager).get(desk("response", survey, row.pk)).status_code == 200
    kept = at_desk(manager).get(desk("question_condition", survey, age.pk))  # a page kept open, or a typed address
    assert (kept.status_code, kept["Location"].partition("#")[2]) == (302, f"question-{age.pk}")
    client.post(desk("remove", survey, row.pk))
    survey.refresh_from_db()
    assert (survey.responses_count, survey.paper_count) == (0, 0)


def test_every_kind_of_question_can_be_asked_answered_and_read_again(empty, ask, manager, at):
    """One page with a question of each kind, sent as a browser without scripts sends it."""
    known = [{"key": "bien", "label": "Bien"}, {"key": "mal", "label": "Mal"}]
    asked = {
        kind.kind: ask(
            kind.kind, f"Question {kind.kind}", options=("a", "b") if kind.has_options else (),
            settings={"columns": known} if kind.kind == "matrix" else {}, is_required=kind.kind not in ("address", "point"),
        )
        for kind in kinds
    }  # fmt: skip
    editing.publish(survey=empty, person=None, opens_at=None, closes_at=None, at=at)
    q = {kind: f"q{row.pk}" for kind, row in asked.items()}
    picture = io.BytesIO()
    Picture.new("RGB", (40, 30), "green").save(picture, "PNG")
    picture.seek(0)
    picture.name = "banc.png"
    words = {
        q["short"]: "Un banc", q["long"]: "Deux\nlignes", q["number"]: "3,5", q["date"]: "2026-03-12", q["consent"]: "on", q["single"]: "a",
        q["multiple"]: ["a", "b"], q["image"]: "b", q["scale"]: "4", q["rating"]: "5", q["sentiment"]: "2", f"{q['ranking']}-a": "2",
        f"{q['ranking']}-b": "1", f"{q['matrix']}-a": "bien", f"{q['matrix']}-b": "mal", f"{q['judgment']}-a": "good", f"{q['judgment']}-b": "reject",
        q["line"]: "45.8, 1.3\n45.81, 1.31", q["area"]: "45.8 1.3\n45.81 1.31\n45.8 1.32", q["file"]: picture, "next": "1",
        f"{q['point']}-address": "", f"{q['point']}-lon": "1.3", f"{q['point']}-lat": "45.83",
    }  # fmt: skip
    client = Client()
    page = empty.pages.get()
    answer = client.post(town("page", empty, page.pk), words)
    assert answer.status_code == 302, answer.context["form"].errors
    shown = client.post(town("check", empty), follow=True).content.decode()
    for said in ("Un banc", "3,5", "12 mars 2026", "1. B, 2. A", "banc.png", "Bien"):
        assert said in shown, said
    row = Response.objects.get()
    assert set(row.answers) == {str(one.pk) for kind, one in asked.items() if kind != "address"}
    assert client.get(town("page", empty, page.pk)).status_code == 200
    upload = row.uploads.get()
    assert Client().get(desk("file", empty, upload.pk)).status_code == 302
    given = at_desk(manager).get(desk("file", empty, upload.pk))
    assert given.status_code == 200
    assert "attachment" in given["Content-Disposition"]
    assert at_desk(manager).get(desk("figures", empty)).status_code == 200
