"""Each rule: the form of its ballot, its totals, its paper, its words; and that the files it makes can be counted again."""

import json
from collections import Counter

import pytest
from django import forms
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.tally import result
from beffroi.participation.votes import counting, examples
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.methods.base import AnswerForm, Asked, Choice, add

OPTIONS = (Choice("a1", "L’école"), Choice("a2", "La place"), Choice("a3", "La rive"))


def asked(kind, **parameters):
    method = METHODS[kind]
    return Asked("q1", "Où ?", kind, parameters, OPTIONS if method.has_options else (), ("a3", "a1", "a2"))


def answered(kind, data, **parameters):
    form = AnswerForm(METHODS[kind], asked(kind, **parameters), data)
    return form.answer if form.is_valid() else [one for errors in form.errors.values() for one in errors]


@pytest.mark.parametrize(
    ("kind", "data", "answer"),
    [
        ("yes-no", {"choice": "yes"}, "yes"),
        ("choose", {"choice": "a2"}, ["a2"]),
        ("choose", {"choice": "-"}, []),
        ("approval", {"choice": ["a3", "a1"]}, ["a1", "a3"]),
        ("approval", {}, []),
        ("majority-judgment", {"a1": "Bien", "a2": "Excellent", "a3": "À rejeter"}, {"a1": "Bien", "a2": "Excellent", "a3": "À rejeter"}),
        ("score", {}, {}),
        ("schulze", {"a2": "1", "a1": "3", "a3": "3"}, [["a2"], ["a1", "a3"]]),
        ("irv", {"a2": "2"}, [["a2"]]),
        ("quadratic", {"a1": "6", "a2": "-8", "a3": "0"}, {"a1": 6, "a2": -8}),
    ],
)
def test_a_ballot_is_read_and_shown_again(kind, data, answer):
    method, said = METHODS[kind], asked(kind)
    assert answered(kind, data) == answer
    assert method.read(said, method.initial(said, answer)) == answer
    assert method.said(said, answer)


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("yes-no", {}, "obligatoire"),
        ("yes-no", {"choice": "maybe"}, "maybe"),
        ("score", {"a1": "5"}, "La place, La rive"),
        ("majority-judgment", {"a1": "Parfait"}, "Parfait"),
        ("irv", {"a1": "1", "a2": "1"}, "L’école, La place"),
        ("quadratic", {"a1": "8", "a2": "8"}, "128"),
        ("quadratic", {"a1": "11"}, "10"),
    ],
)
def test_a_wrong_ballot_is_refused_in_a_sentence(kind, data, sentence):
    assert sentence in " ".join(answered(kind, data))


def test_no_more_answers_than_the_rule_allows():
    assert answered("choose", {"choice": ["a1", "a2"]}, most=2) == ["a1", "a2"]
    assert "2" in " ".join(answered("choose", {"choice": ["a1", "a2", "a3"]}, most=2))


ANSWERS = {
    "yes-no": st.sampled_from(["yes", "no", "blank"]),
    "choose": st.lists(st.sampled_from(["a1", "a2", "a3"]), max_size=1),
    "approval": st.lists(st.sampled_from(["a1", "a2", "a3"]), unique=True).map(sorted),
    "score": st.just({}) | st.fixed_dictionaries({key: st.sampled_from("012345") for key in ("a1", "a2", "a3")}),
    "majority-judgment": st.just({}) | st.fixed_dictionaries({key: st.sampled_from(["Bien", "Passable"]) for key in ("a1", "a2", "a3")}),
    "schulze": st.permutations(["a1", "a2", "a3"]).map(lambda keys: [[key] for key in keys[:2]]),
    "irv": st.permutations(["a1", "a2", "a3"]).map(lambda keys: [[key] for key in keys[:2]]),
    "quadratic": st.dictionaries(st.sampled_from(["a1", "a2", "a3"]), st.integers(-5, 5).filter(bool)),
}


@pytest.mark.parametrize("kind", list(METHODS))
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_any_heap_is_counted_told_and_counted_again(kind, data):
    method, said = METHODS[kind], asked(kind)
    heap = data.draw(st.lists(ANSWERS[kind], max_size=8))
    half = len(heap) // 2
    totals = [counting.sum_up(said, [(answer, 1) for answer in part]) for part in (heap, heap[:half], heap[half:])]
    assert method.cast(totals[0]) == len(heap)
    source, found = method.count(said, totals[0], registered=30, quorum="1/4")
    assert (source, found) == method.count(said, add(totals[1], totals[2]), registered=30, quorum="1/4")
    assert result.differences(json.loads(found), source.encode()) == []
    told = method.told(said, json.loads(found), {})
    assert told["steps"]
    columns, rows = method.table(said, json.loads(found))
    assert all(len(row) == len(columns) for row in rows)


def test_ties_go_by_the_lot():
    method, said = METHODS["approval"], asked("approval")
    found = json.loads(method.count(said, counting.sum_up(said, [(["a1", "a3"], 2)]))[1])
    assert (found["winners"], found["tied"]) == (["a3"], ["a3", "a1"])
    assert "La rive" in method.told(said, found, {})["headline"]


@pytest.mark.parametrize(
    ("kind", "fields", "ballots", "answers"),
    [
        ("yes-no", {"yes": 2, "no": 1, "blank": 1}, 4, ["yes", "yes", "no", "blank"]),
        ("approval", {"a1": 2, "a2": 1, "a3": 0, "blank": 1}, 3, [["a1", "a2"], ["a1"], []]),
        ("schulze", {"orders": "2: B > A = C\n1:\n1 x C"}, 4, [[["a2"], ["a1", "a3"]]] * 2 + [[], [["a3"]]]),
        ("irv", {"orders": "3 : b>a"}, 3, [[["a2"], ["a1"]]] * 3),
        ("quadratic", {"votes": "2: A 6, B -8\n1:"}, 3, [{"a1": 6, "a2": -8}] * 2 + [{}]),
    ],
)
def test_sheets_count_as_the_same_ballots_online(kind, fields, ballots, answers):
    method, said = METHODS[kind], asked(kind)
    assert method.paper(said).keys() == fields.keys()
    heap = counting.sum_up(said, [(answer, 1) for answer in answers])
    assert method.from_paper(said, fields, ballots) == heap
    with pytest.raises(forms.ValidationError):
        method.from_paper(said, fields, ballots + 20)


def test_grades_on_sheets_must_be_as_many_as_the_sheets():
    method, said = METHODS["majority-judgment"], asked("majority-judgment", scale="5")
    fields = dict.fromkeys(method.paper(said), 0) | {"a1-0": 3, "a2-4": 3, "a3-1": 3, "blank": 1}
    totals = method.from_paper(said, fields, 4)
    assert (totals["profile"]["a2"], totals["cast"], totals["blank"]) == ([0, 0, 0, 0, 3], 4, 1)
    with pytest.raises(forms.ValidationError, match="La place"):
        method.from_paper(said, fields | {"a2-4": 2}, 4)


@pytest.mark.parametrize("kind", list(METHODS))
def test_every_rule_has_an_example_that_is_really_counted(kind):
    shown = examples.example(METHODS[kind])
    assert sum(ballot["n"] for ballot in shown["ballots"]) >= 15
    assert shown["told"]["headline"]


def test_examples_show_that_rules_name_different_winners():
    heads = Counter(examples.example(METHODS[kind])["told"]["headline"] for kind in ("choose", "approval", "schulze", "irv"))
    assert len(heads) >= 2
