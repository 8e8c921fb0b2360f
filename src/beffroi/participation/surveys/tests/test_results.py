"""Results: the same cost for ten answers and for many, small groups hidden, themes, tables, weights."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.participation.spaces.tests.doors import at_desk, signed_in
from beffroi.participation.surveys import crossing, reading, themes, weights
from beffroi.participation.surveys.actions import demonstrating, editing, reckoning
from beffroi.participation.surveys.definition import definition
from beffroi.participation.surveys.models import Survey, Text
from beffroi.participation.surveys.tests.conftest import key_of


def results(survey):
    return reverse("surveys_town:results", args=[survey.pk])


@pytest.fixture
def answered(opened, at):
    """answered(20) -> a survey with that many answers, open, its results public."""

    def make(count, survey=None):
        survey = survey or opened(results="live")
        rows = {row.key: str(row.pk) for row in survey.questions.all()}
        demonstrating.answer_many(
            survey=survey,
            rows=[
                (
                    {
                        rows["besoins"]: {"picks": ["transports" if n % 3 else "soins"], "other": ""},
                        rows["age"]: {"picks": ["30-59" if n % 2 else "60-et-plus"], "other": ""},
                        rows["precisions"]: "Un bus le soir" if n % 3 else "Un médecin près d’ici",
                    },
                    at,
                )
                for n in range(count)
            ],
        )
        return Survey.objects.get(pk=survey.pk)

    return make


@pytest.mark.parametrize(
    ("name", "who", "most"), [("results", "nobody", 6), ("results", "alice", 10), ("detail", "nobody", 6), ("index", "nobody", 6)]
)
def test_pages_cost_the_same_for_ten_answers_and_for_hundreds(answered, alice, name, who, most):
    survey = answered(10)
    client = signed_in(alice) if who == "alice" else Client()
    address = reverse("surveys_town:index") if name == "index" else reverse(f"surveys_town:{name}", args=[survey.pk])

    def count():
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found)

    count()
    few = count()
    answered(200, survey)
    count()
    assert count() == few <= most


def test_results_say_nothing_of_few_people_and_wait_for_the_end_if_they_must(answered, opened, at):
    few = answered(4)
    assert Client().get(results(few)).status_code == 403
    many = answered(12)
    shown = Client().get(results(many)).content.decode()
    assert "67\u202f%" in shown
    later = opened(results="closed")
    answered(12, later)
    assert Client().get(results(later)).status_code == 403
    editing.publish(
        survey=later, person=None, opens_at=at - timedelta(days=2), closes_at=at - timedelta(days=1), at=at - timedelta(days=1, minutes=5)
    )
    assert Client().get(results(later)).status_code == 200
    assert Client().get(reverse("surveys_town:export", args=[later.pk, "csv"])).status_code == 200


def test_themes_gather_what_speaks_of_the_same_and_words_stay(answered, at, manager):
    survey = answered(12)
    reckoning.refresh(survey=survey, at=at)
    row = key_of(survey, "precisions")
    assert {one["count"] for one in row.themes} == {8, 4}
    assert any("bus" in one["label"] for one in row.themes)
    assert Text.objects.filter(theme=1).values_list("text", flat=True).distinct().get() == "Un bus le soir"
    public = reverse("surveys_town:texts", args=[survey.pk, row.pk])
    assert Client().get(public).status_code == 404, "nobody has read them yet"
    row.settings = {"texts_shown": True}
    row.save()
    assert "Un bus le soir" in Client().get(public).content.decode()
    desk = at_desk(manager)
    for text in Text.objects.filter(text="Un bus le soir"):
        desk.post(reverse("surveys_team:text_do", args=[survey.pk, row.pk, text.pk]))
    assert "Un bus le soir" not in Client().get(public).content.decode()


def test_a_name_given_to_a_theme_stays_when_themes_are_made_again(answered, at, manager):
    survey = answered(12)
    reckoning.refresh(survey=survey, at=at)
    row = key_of(survey, "precisions")
    reckoning.name_theme(survey=survey, question=row, person=manager, number=1, label="Transports du soir", at=at)
    answered(3, survey)
    reckoning.refresh(survey=survey, at=at)
    assert key_of(survey, "precisions").themes[0]["label"] == "Transports du soir"


def test_tables_of_two_questions_betray_nobody():
    counts = {"a": {"x": 2, "y": 20, "z": 9}, "b": {"x": 10, "y": 11, "z": 12}}
    rows = crossing.table(counts, [("a", "A"), ("b", "B")], ["x", "y", "z"], least=5)
    assert rows[0].cells == [None, 20, None], "a hidden cell never stands alone in its line"
    assert rows[1].cells == [None, 11, None], "nor in its column"


def test_cross_tables_are_made_and_shown(answered, manager, at):
    survey = answered(40)
    needs, age = key_of(survey, "besoins"), key_of(survey, "age")
    cross = reckoning.add_cross(survey=survey, person=manager, rows=needs, columns=age, is_shown=False, at=at)
    reckoning.refresh(survey=survey, at=at)
    cross.refresh_from_db()
    assert sum(sum(row.values()) for row in cross.counts.values()) == 40
    assert "Ensemble" not in Client().get(results(survey)).content.decode()
    reckoning.add_cross(survey=survey, person=manager, rows=needs, columns=age, is_shown=True, at=at)
    reckoning.refresh(survey=survey, at=at)
    assert "Ensemble" in Client().get(results(survey)).content.decode()


def test_raking_reaches_the_margins_and_says_what_it_cost():
    counts = {("jeune", "nord"): 10, ("jeune", "sud"): 20, ("vieux", "nord"): 50, ("vieux", "sud"): 20}
    made = weights.rake(counts, [{"jeune": 0.5, "vieux": 0.5}, {"nord": 0.4, "sud": 0.6}])
    young = sum(made.of[cell] * n for cell, n in counts.items() if cell[0] == "jeune")
    north = sum(made.of[cell] * n for cell, n in counts.items() if cell[1] == "nord")
    assert (round(young), round(north)) == (50, 40)
    assert made.converged
    assert made.effective < 100
    lone = weights.rake({("jeune",): 1, ("vieux",): 999}, [{"jeune": 0.5, "vieux": 0.5}])
    assert lone.largest <= weights.LARGEST * 1.01, "one voice never becomes a crowd"


def test_weighted_shares_come_with_their_caveat(answered, manager, at):
    survey = answered(40)
    shares = {"30-59": 0.25, "60-et-plus": 0.75}
    reckoning.set_reference(survey=survey, person=manager, reference={str(key_of(survey, "age").pk): shares}, is_shown=True, at=at)
    survey.refresh_from_db()
    reckoning.refresh(survey=survey, at=at)
    shown = Client().get(results(survey)).content.decode()
    assert "75\u202f%" in shown
    assert "ce n’est pas un sondage" in shown


def test_a_ranking_and_a_judgment_say_who_is_first(empty, ask, at):
    rank = ask("ranking", "Classez", options=("arbres", "bancs"), key="rang")
    judge = ask("judgment", "Jugez", options=("arbres", "bancs"), key="mention")
    values = {str(rank.pk): ["bancs", "arbres"], str(judge.pk): {"arbres": ["good"], "bancs": ["excellent"]}}
    demonstrating.answer_many(survey=empty, rows=[(values, at)] * 6)
    ranking, judgment = reading.results(Survey.objects.get(pk=empty.pk), whole=True)
    assert [bar.label for bar in ranking.bars] == ["Bancs", "Arbres"]
    assert [(row.label, row.word) for row in judgment.rows] == [("Bancs", "Excellent"), ("Arbres", "Bien")]
    assert definition(empty).kind(judge.pk).kind == "judgment"


def test_themes_of_nothing_are_none():
    assert themes.find(lambda: [(1, ""), (2, "…")]) == ([], {1: 0, 2: 0})
