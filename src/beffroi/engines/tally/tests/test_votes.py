import itertools
import json
import os
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.tally import result
from beffroi.engines.tally.__main__ import main
from beffroi.engines.tally.grades import LOWER, UPPER, compare, majority_judgment, median, score

IDS = ["a", "b", "c", "d"]


def grades_taken_away(counts, convention):
    """The definition: the majority grade, again and again, each time taken away."""
    votes = [grade for grade, count in enumerate(counts) for _one in range(count)]
    taken = []
    while votes:
        middle = len(votes) // 2 if convention == LOWER else (len(votes) - 1) // 2
        taken.append(votes.pop(middle))
    return taken


@pytest.mark.parametrize("convention", [LOWER, UPPER])
@pytest.mark.parametrize(("voters", "grades"), [(1, 2), (7, 3), (8, 3), (5, 4), (6, 4)])
def test_majority_judgment_is_its_definition(convention, voters, grades):
    """Every profile against every other."""
    rows = [row for row in itertools.product(range(voters + 1), repeat=grades) if sum(row) == voters]
    taken = {row: grades_taken_away(row, convention) for row in rows}
    for one, other in itertools.product(rows, repeat=2):
        a, b = taken[one], taken[other]
        assert median(one, convention) == a[0]
        assert compare(one, other, convention) == (a > b) - (a < b), (one, other)


def test_many_voters_take_no_time():
    rows = {one: [10**8 + place, 10**8, 10**8 - place] for place, one in enumerate(IDS)}
    made = majority_judgment({"candidates": IDS, "grades": ["good", "fair", "bad"], "profile": rows})
    assert made["winners"] == ["d"]


def test_a_grade_that_was_not_given_counts_as_the_worst_or_the_ballot_is_left_out():
    said = {"candidates": ["a", "b"], "grades": ["good", "bad"], "ballots": [{"a": "good"}, {"a": "bad", "b": "good"}, {"b": "good"}]}
    assert majority_judgment(said)["trace"][0]["candidate"] == "b"
    assert majority_judgment(said)["ballots"] == 3
    assert majority_judgment(said, missing="left out")["ballots"] == 1
    assert score(said)["trace"][0] == {"candidate": "b", "points": 2, "mean": 0.666667, "counts": [2, 1]}


def ballots(ids=IDS, equals=True):
    orders = st.permutations(ids).flatmap(lambda order: st.integers(0, len(ids)).map(lambda n: list(order)[:n]))
    return st.lists(orders, min_size=1, max_size=12)


def schulze_by_hand(said):
    """Strongest paths over every path without a repeated candidate."""

    def duel(x, y):
        won = lost = 0
        for ballot in said:
            places = [ballot.index(one) if one in ballot else len(IDS) for one in (x, y)]
            won, lost = won + (places[0] < places[1]), lost + (places[1] < places[0])
        return won if won > lost else 0

    def strength(x, y):
        between = [one for one in IDS if one not in (x, y)]
        return max(
            min(duel(a, b) for a, b in itertools.pairwise([x, *way, y]))
            for n in range(len(between) + 1)
            for way in itertools.permutations(between, n)
        )

    return {x: sum(strength(x, y) > strength(y, x) for y in IDS if y != x) for x in IDS}


@settings(max_examples=60, deadline=None)
@given(ballots())
def test_schulze_is_its_definition(said):
    made = result.of_votes(json.dumps({"candidates": IDS, "ballots": said}).encode(), "rank", rule="schulze")
    beats = schulze_by_hand(said)
    assert {line["candidate"]: line["beats"] for line in made["trace"]} == beats
    assert beats[made["winners"][0]] == max(beats.values())


@settings(max_examples=100, deadline=None)
@given(ballots())
def test_instant_runoff_elects_whoever_has_more_than_half_at_once(said):
    made = result.of_votes(json.dumps({"candidates": IDS, "ballots": said}).encode(), "rank", rule="irv")
    firsts = [ballot[0] for ballot in said if ballot]
    for one in IDS:
        if 2 * firsts.count(one) > len(firsts) > 0:
            assert made["winners"] == [one]
    lives = [line["live"] for line in made["trace"]]
    assert lives == sorted(lives, reverse=True)
    assert len(made["winners"]) == bool(firsts)


def test_a_runoff_hands_the_ballots_on():
    said = {
        "candidates": ["a", "b", "c"],
        "ballots": [{"ballot": ["a", "b"], "count": 4}, {"ballot": ["b"], "count": 3}, {"ballot": ["c", "b"], "count": 2}],
    }
    made = result.of_votes(json.dumps(said).encode(), "rank", rule="irv")
    assert made["winners"] == ["b"]
    assert [line.get("leaves") for line in made["trace"]] == ["c", None]


@pytest.mark.parametrize(
    ("yes", "no", "blank", "asked", "adopted"),
    [
        (5, 4, 9, {}, True),
        (5, 5, 0, {}, False),
        (5, 4, 9, {"of": "cast"}, False),
        (6, 3, 0, {"majority": "2/3"}, True),
        (6, 3, 1, {"quorum": "1/4", "registered": 41}, False),
        (6, 3, 1, {"quorum": "1/4", "registered": 40}, True),
        (0, 0, 0, {}, False),
    ],
)
def test_yes_needs_its_majority_and_its_quorum(yes, no, blank, asked, adopted):
    said = {"ballots": [{"ballot": "yes", "count": yes}, {"ballot": "no", "count": no}, {"ballot": "blank", "count": blank}]}
    assert result.of_votes(json.dumps(said).encode(), "choices", rule="yes-no", **asked)["adopted"] is adopted


def test_choices_are_counted_and_their_limits_kept():
    said = json.dumps({"candidates": IDS, "ballots": [["a", "b"], ["b"], ["b", "c"], []]}).encode()
    made = result.of_votes(said, "choices", rule="approval", seats=2)
    assert (made["winners"], made["tied"], made["blank"]) == (["b", "a"], ["a", "c"], 1)
    with pytest.raises(ValueError, match="at most 1"):
        result.of_votes(said, "choices", rule="choose")
    squares = json.dumps({"candidates": IDS, "ballots": [{"a": 6, "b": -8}, {"b": 3}]}).encode()
    assert result.of_votes(squares, "choices", rule="quadratic")["winners"] == ["a"]
    with pytest.raises(ValueError, match="more than 99"):
        result.of_votes(squares, "choices", rule="quadratic", credits=99)


@settings(max_examples=50, deadline=None)
@given(said=st.lists(st.lists(st.sampled_from(IDS), unique=True, max_size=2)))
def test_totals_give_the_result_of_the_ballots(said):
    totals = {"counts": {one: sum(one in ballot for ballot in said) for one in IDS}, "cast": len(said), "blank": said.count([])}
    for rule, asked in (("approval", {"seats": 2}), ("choose", {"most": 2})):
        made = [
            result.of_votes(json.dumps({"candidates": IDS} | given).encode(), "choices", rule=rule, **asked)
            for given in ({"ballots": said}, totals)
        ]
        assert {**made[0], "input": None} == {**made[1], "input": None}
    more = json.dumps({"candidates": IDS, **totals, "cast": 0, "blank": 0}).encode()
    if any(said):
        with pytest.raises(ValueError, match="more than the ballots"):
            result.of_votes(more, "choices", rule="approval")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from([*IDS, "yes", "", "good"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from([*IDS, "ballot", "count"]), inner, max_size=4),
    max_leaves=8,
)
RULES = [(family, rule) for family, rules in result.FAMILIES.items() for rule in rules]


@pytest.mark.parametrize(("family", "rule"), RULES)
@settings(max_examples=60, deadline=None)
@given(
    candidates=st.just(IDS) | ANYTHING,
    ballots=st.lists(ANYTHING, max_size=4) | ANYTHING,
    more=st.dictionaries(st.sampled_from(["grades", "profile", "lot", "counts", "cast"]), ANYTHING),
)
def test_any_input_gives_a_result_that_holds_or_a_sentence(family, rule, candidates, ballots, more):
    data = json.dumps({"candidates": candidates, "ballots": ballots} | more).encode()
    try:
        made = result.of_votes(data, family, rule=rule)
    except ValueError:
        return
    assert result.differences(json.loads(result.dumps(made)), data) == []


def test_the_command_line_counts_writes_and_checks(tmp_path, capsys):
    given, made = tmp_path / "g.json", tmp_path / "r.json"
    given.write_text(json.dumps({"candidates": ["a", "b"], "grades": ["good", "bad"], "ballots": [{"a": "good", "b": "bad"}]}))
    assert main(["grades", str(given), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["winners"] == ["a"]
    assert main(["grades", str(given), "--output", str(made)]) == 0
    assert main(["check", str(made), str(given)]) == 0
    made.write_text(made.read_text().replace('"a"', '"b"', 1))
    assert main(["check", str(made), str(given)]) == 1
    assert main(["pb", str(given)]) == 2
    assert "META" in capsys.readouterr().err


def test_counting_needs_no_django():
    found = subprocess.run(
        [sys.executable, "-c", "import sys, beffroi.engines.tally.__main__; print('django' in sys.modules)"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert found.stdout == "False\n"
