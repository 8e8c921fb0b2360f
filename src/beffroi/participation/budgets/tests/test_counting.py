"""The count without a database: every ballot under every rule, files that hold, past votes."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.tally import pabulib, result
from beffroi.participation.budgets import balloting, counting, fates, states
from beffroi.participation.budgets.balloting import Chosen, Line, Part, Rules
from beffroi.participation.budgets.models import Budget, Project

PART = Part(
    7, "Toute la commune", 30_000_00, None, tuple(Line(n, f"Projet {n}", cost * 100) for n, cost in ((1, 15_000), (2, 15_000), (3, 12_000)))
)
PROJECTS = {line.number: Project(number=line.number, title=line.title, cost=line.cost) for line in PART.lines}
NOON = datetime(2026, 3, 12, 12, tzinfo=UTC)


def counted(budget, ballots, rivals=counting.NO_RIVALS):
    meta = counting.meta_of(budget, PART, town="Clairbourg", title="Budget ; essai", opens_at=NOON, closes_at=NOON, on_paper=0)
    return counting.count(counting.instance_of(budget, PART, PROJECTS, ballots, meta=meta, rivals=rivals), budget)


@pytest.mark.parametrize("rule", [key for key, _label in states.RULES])
@pytest.mark.parametrize(
    ("kind", "marks"), [("approval", {1: 1}), ("points", {1: 5, 2: 1}), ("cumulative", {1: 7, 2: 3}), ("ranked", {2: 2, 1: 1})]
)
def test_every_ballot_is_counted_by_every_rule(rule, kind, marks):
    budget = Budget(ballot=kind, rule=rule, points=10, threshold=1, lot=[3, 2, 1], completion="add1u")
    text, outcomes = counted(budget, [marks] * 3)
    assert 1 in outcomes[0].winners
    assert {one.rule for one in outcomes} >= {rule, "equalshares", "greedy", "phragmen"}
    for one in outcomes:
        assert result.differences(json.loads(one.file), text.encode()) == []
    assert pabulib.read(text).vote_type == states.VOTE_TYPES[kind]


def test_neither_the_order_of_ballots_nor_another_envelope_tells_whose_they_are():
    budget = Budget(rule="greedy", lot=[1, 2, 3])
    ballots = [{1: 1}, {2: 1, 3: 1}, {}, {3: 1}]
    assert counted(budget, ballots)[0] == counted(budget, ballots[::-1])[0]
    assert pabulib.read(counted(budget, ballots)[0]).voters == 3


@settings(deadline=None, max_examples=60)
@given(
    kind=st.sampled_from([key for key, _label in states.BALLOTS]), least=st.integers(0, 3), most=st.integers(0, 3),
    marks=st.dictionaries(st.integers(1, 3), st.integers(1, 12), max_size=3),
)  # fmt: skip
def test_what_the_form_takes_the_urn_takes_and_nothing_else(kind, least, most, marks):
    rules = Rules(kind, least, most, 10)
    found = balloting.read(rules, PART, {f"p{n}": str(mark) for n, mark in marks.items()})
    said = json.loads(json.dumps(balloting.sealed([found])))
    assert (balloting.opened(said, [PART], rules) is None) == bool(found.problems)


@pytest.mark.parametrize(
    "choices",
    [
        None,
        [],
        {"votes": []},
        {"votes": {"8": []}},
        {"votes": {"7": [[9, 1]]}},
        {"votes": {"7": [[1, 1], [1, 2]]}},
        {"votes": {"7": [["a", 1]]}},
        {"votes": {"7": [[1, 0]]}},
    ],
)
def test_a_ballot_that_the_rules_do_not_know_counts_for_nothing(choices):
    assert balloting.opened(choices, [PART], Rules("approval", 0, 0, 0)) is None


@pytest.mark.parametrize("said", ["x", "-1", "99999", "1.5", "²"])
def test_a_mark_that_is_no_number_is_said_or_read_but_never_breaks(said):
    found = balloting.read(Rules("points", 0, 0, 5), PART, {"p1": said})
    assert found.problems
    assert isinstance(found, Chosen)


def test_a_fate_is_told_for_every_project_of_any_count():
    budget = Budget(rule="equalshares", lot=[1, 2, 3], completion="add1")
    _text, outcomes = counted(budget, [{1: 1, 2: 1}] * 6 + [{3: 1}] * 4, rivals={1: [2]})
    titles = fates.titles_of([PART])
    found = json.loads(outcomes[0].file)
    for number in (1, 2, 3):
        bars = fates._bars(found["support_by_round"][str(number)], found["trace"], titles)
        assert [bar.percent for bar in bars] == sorted((bar.percent for bar in bars), reverse=True)


def test_past_votes_are_counted_by_every_rule_with_any_amount():
    text, _outcomes = counted(Budget(rule="greedy", lot=[1, 2, 3]), [{1: 1, 2: 1}] * 6 + [{3: 1}] * 4)
    rows = counting.simulate(text, 12_000_00)
    assert {row["rule"] for row in rows} == {key for key, _label in states.RULES}
    assert all(row["budget"] == 12_000 for row in rows)
    assert counting.idea_of(pabulib.read(text).projects[0])["guess"] == 15_000_00
