import itertools
import json
from collections import Counter

import highspy
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.lottery.__main__ import main
from beffroi.engines.lottery.drawing import numbered, replacement, report, stratified, thrown
from beffroi.engines.lottery.fair import LEXIMIN, MAXIMIN, NoPanel, fair
from beffroi.engines.lottery.pool import BadFile, Person, Pool, Quota, read
from beffroi.engines.lottery.result import STRATIFIED, dumps, panels_of, wrong_with


@st.composite
def pools(draw):
    """A few people with two features, and quotas around one panel that exists."""
    people = draw(st.lists(st.tuples(st.sampled_from("xy"), st.sampled_from("abc")), min_size=4, max_size=9))
    size = draw(st.integers(2, min(5, len(people))))
    some = draw(st.permutations(range(len(people))))[:size]
    quotas = []
    for feature, values in enumerate(("xy", "abc")):
        for value in values:
            there = sum(people[number][feature] == value for number in some)
            quotas.append(Quota("fg"[feature], value, max(there - draw(st.integers(0, 1)), 0), there + draw(st.integers(0, 1))))
    return Pool(("f", "g"), [Person(f"p{n}", values) for n, values in enumerate(people)], quotas), size


def all_panels(pool, size):
    for some in itertools.combinations(pool.people, size):
        if all(quota.least <= sum(pool.holds(quota, one.values) for one in some) <= quota.most for quota in pool.quotas):
            yield [one.id for one in some]


def maximin_by_hand(pool, size):
    """One linear program over every panel there is, and every person."""
    panels, ids = list(all_panels(pool, size)), [one.id for one in pool.people]
    reachable = [id for id in ids if any(id in panel for panel in panels)]
    solver = highspy.Highs()
    solver.silent()
    width = len(panels) + 1
    solver.addVars(width, np.zeros(width), np.full(width, highspy.kHighsInf))
    solver.changeColCost(width - 1, 1.0)
    for id in reachable:
        row = np.array([*(float(id in panel) for panel in panels), -1.0])
        solver.addRow(0.0, highspy.kHighsInf, width, np.arange(width, dtype=np.int32), row)
    solver.addRow(1.0, 1.0, width - 1, np.arange(width - 1, dtype=np.int32), np.ones(width - 1))
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    solver.run()
    return solver.getObjectiveValue(), set(ids) - set(reachable)


@settings(max_examples=60, deadline=None)
@given(pools())
def test_no_lottery_is_fairer(given_pool):
    pool, size = given_pool
    best, out_of_reach = maximin_by_hand(pool, size)
    for method in (MAXIMIN, LEXIMIN):
        found = fair(pool, size, method=method)
        assert found.least == pytest.approx(best, abs=1e-6)
        assert found.chances.sum() == pytest.approx(1)
        reachable = [chance for kind, chance in enumerate(found.of_kinds) if kind not in found.never]
        assert min(reachable) == pytest.approx(best, abs=1e-6)
        assert {one.id for one in pool.people if found.kinds.index(one.values) in found.never} == out_of_reach


@settings(max_examples=30, deadline=None)
@given(pools())
def test_leximin_raises_the_next_too(given_pool):
    """Sorted chances of leximin are never below those of maximin at the first place where they differ."""
    pool, size = given_pool
    one, other = (
        sorted(np.repeat(found.of_kinds, [pool.sizes()[kind] for kind in found.kinds]).round(6).tolist())
        for found in (fair(pool, size, method=LEXIMIN), fair(pool, size, method=MAXIMIN))
    )
    assert next((a > b for a, b in zip(one, other, strict=True) if abs(a - b) > 1e-5), True)


@settings(max_examples=30, deadline=None)
@given(pools(), st.integers(0, 3))
def test_published_panels_keep_the_quotas_and_the_chances(given_pool, seed):
    pool, size = given_pool
    found = fair(pool, size)
    panels = numbered(pool, found, count=200, seed=seed)
    assert panels == numbered(pool, found, count=200, seed=seed)
    possible = [sorted(panel) for panel in all_panels(pool, size)]
    assert all(panel in possible for panel in panels)
    counts = Counter(id for panel in panels for id in panel)
    for one in pool.people:
        fair_chance = float(found.of_kinds[found.kinds.index(one.values)])
        assert abs(counts[one.id] / 200 - fair_chance) < 0.05
    for kind in found.kinds:  # of one kind, nobody stands in two panels more than another
        among = [counts[one.id] for one in pool.people if one.values == kind]
        assert max(among) - min(among) <= 1


@settings(max_examples=30, deadline=None)
@given(pools(), st.integers(0, 5))
def test_the_simple_draw_keeps_the_quotas(given_pool, seed):
    pool, size = given_pool
    try:
        panel, _tries = stratified(pool, size, seed=seed)
    except NoPanel:
        return  # it gave up: the fair lottery never does
    assert all(line["least"] <= line["panel"] <= line["most"] for line in report(pool, panel))
    assert len(panel) == size


def test_a_thousand_simple_draws_are_published_too():
    made = panels_of(PEOPLE.encode(), QUOTAS.encode(), size=8, method=STRATIFIED)
    assert len(made["panels"]) == 1000
    assert len({tuple(panel) for panel in made["panels"]}) > 900
    assert not wrong_with(made, PEOPLE.encode(), QUOTAS.encode())
    # Ten young people for 3 or 4 places: each stands in a third of the panels or more.
    assert all(0.2 < line["published"] < 0.45 for line in made["chances"].values())
    assert wrong_with(made | {"chances": {}}, PEOPLE.encode(), QUOTAS.encode())


def test_the_simple_draw_gives_everybody_a_chance():
    pool = Pool(("f",), [Person(f"p{n}", ("x",)) for n in range(4)], [Quota("f", "x", 2, 2)])
    drawn = Counter(id for seed in range(200) for id in stratified(pool, 2, seed=seed)[0])
    assert all(70 < drawn[f"p{n}"] < 130 for n in range(4))


def test_quotas_that_nobody_can_meet_come_with_advice():
    people = [Person(f"p{n}", ("young" if n < 2 else "old",)) for n in range(10)]
    pool = Pool(("age",), people, [Quota("age", "young", 4, 6, 1, 6), Quota("age", "old", 4, 6, 4, 9)])
    with pytest.raises(NoPanel) as raised:
        fair(pool, 8)
    assert raised.value.advice == [{"feature": "age", "value": "young", "least": 2, "most": 6}]
    stiff = Pool(("age",), people, [Quota("age", "young", 4, 6, 4, 6), Quota("age", "old", 4, 4, 4, 4)])
    with pytest.raises(NoPanel) as raised:
        fair(stiff, 8)
    assert all(line["beyond"] for line in raised.value.advice)


def test_whoever_leaves_is_replaced_by_her_like():
    people = [Person("a", ("x",)), Person("b", ("x",)), Person("c", ("y",)), Person("d", ("y",)), Person("e", ("x",))]
    pool = Pool(("f",), people, [Quota("f", "x", 1, 2), Quota("f", "y", 1, 1)])
    found = replacement(pool, ["a", "b", "c"], "a")
    assert found == {"id": "e", "same_kind": True, "among": 1}
    with pytest.raises(ValueError, match="nobody"):
        replacement(pool, ["a", "b", "c"], "c", unavailable=["d"])
    assert replacement(pool, ["a", "c"], "a", unavailable=["b"])["id"] == "e"


def test_dice_name_a_panel():
    panels = [[str(number)] for number in range(1000)]
    assert thrown(panels, [0, 4, 2]) == ["42"]
    with pytest.raises(ValueError, match="3 dice"):
        thrown(panels, [1, 2])
    with pytest.raises(ValueError, match="throw again"):
        thrown(panels[:500], [9, 9, 9])


PEOPLE = "id,age,home\n" + "".join(f"p{n},{'young' if n % 3 == 0 else 'old'},h{n // 2}\n" for n in range(30))
QUOTAS = "feature,value,min,max\nage,young,3,4\nage,old,4,5\n"


@pytest.mark.parametrize(
    ("people", "quotas", "line", "said"),
    [
        (PEOPLE.replace("p1,old", "p1,grey"), QUOTAS, 3, "grey"),
        (PEOPLE.replace("p1,", "p0,"), QUOTAS, 3, "twice"),
        (PEOPLE.replace("p1,old,h0", "p1,old"), QUOTAS, 3, "cells"),
        (PEOPLE.replace("age", "years"), QUOTAS, 1, "no column age"),
        (PEOPLE, QUOTAS.replace("3,4", "4,3"), 2, "at most"),
        (PEOPLE, QUOTAS.replace("3,4", "3,x"), 2, "whole numbers"),
        (PEOPLE, QUOTAS.replace("old", "young"), 3, "twice"),
        (PEOPLE, "feature,value,min,max\n", 1, "no quotas"),
    ],
)
def test_a_bad_file_says_the_line(people, quotas, line, said):
    with pytest.raises(BadFile, match=said) as raised:
        read(people, quotas)
    assert raised.value.line == line


def test_a_result_holds_until_it_is_touched(tmp_path, capsys):
    people, quotas, made = tmp_path / "people.csv", tmp_path / "quotas.csv", tmp_path / "r.json"
    people.write_text(PEOPLE)
    quotas.write_text(QUOTAS)
    drawn = ["panels", str(people), str(quotas), "--size", "8", "--household", "home", "--seed", "5", "--output", str(made)]
    assert main(drawn) == 0
    whole = json.loads(made.read_text())
    assert len(whole["panels"]) == 1000
    assert len(whole["left_out"]) == 15
    assert whole["least_published"] == pytest.approx(whole["least_chance"], abs=0.002)
    assert main(["check", str(made), str(people), str(quotas)]) == 0
    for touch in (
        {"panels": [whole["panels"][0][:-1], *whole["panels"][1:]]},
        {"least_chance": 0.1},
        {"fingerprint": "0"},
        {"chances": {}},
    ):
        assert wrong_with(whole | touch, PEOPLE.encode(), QUOTAS.encode())
        made.with_name("touched.json").write_text(json.dumps(whole | touch))
        assert main(["check", str(made.with_name("touched.json"))]) == (0 if "least_chance" in touch else 1)  # that needs the people
    assert wrong_with(whole, PEOPLE.encode() + b"\n", QUOTAS.encode())
    assert dumps(panels_of(PEOPLE.encode(), QUOTAS.encode(), size=8, household="home", seed=5)) == made.read_text()
    assert main(["check", str(made)]) == 0
    capsys.readouterr()
    assert main(["dice", str(made), "0", "1", "2"]) == 0
    assert capsys.readouterr().out.split() == whole["panels"][12]
    assert main(["replace", str(made), str(people), str(quotas), "12", whole["panels"][12][0]]) == 0
    assert json.loads(capsys.readouterr().out)["same_kind"] is True
    assert main([*drawn[:4], "25"]) == 2
    assert "age young" in capsys.readouterr().err
