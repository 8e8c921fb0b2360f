from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beffroi.engines.tally import pabulib, result
from beffroi.engines.tally.greedy import greedy
from beffroi.engines.tally.instance import Ballot, Instance, Project, instance
from beffroi.engines.tally.money import MICRO
from beffroi.engines.tally.phragmen import phragmen
from beffroi.engines.tally.shares import ADD1U, CARDINALITY, COST, NONE, equal_shares, prefer

DATA = Path(__file__).resolve().parents[6] / "shared" / "data" / "pabulib"


@st.composite
def instances(draw, points=False):
    size, voters = draw(st.integers(1, 6)), draw(st.integers(1, 12))
    costs = draw(st.lists(st.integers(1, 30), min_size=size, max_size=size))
    chosen = st.lists(st.integers(0, size - 1), unique=True)
    ballots = []
    for _voter in range(voters):
        choices = tuple(draw(chosen))
        ballots.append(Ballot(choices, tuple(draw(st.integers(0, 5)) for _one in choices) if points else ()))
    projects = [Project(str(number), cost * MICRO) for number, cost in enumerate(costs)]
    kind = "cumulative" if points else "approval"
    return Instance(projects, ballots, draw(st.integers(1, 60)) * MICRO, kind, lot=tuple(draw(st.permutations(range(size)))))


def shares_by_hand(found, endowment, worth):
    """Equal Shares as its specification says it, one voter after the other."""
    purses = [endowment] * found.voters
    behind = {p: list(zip(found.supporters(p).tolist(), found.weights(p).tolist(), strict=True)) for p in range(len(found.projects))}
    won = []
    while True:
        best = None
        for p, people in behind.items():
            cost = found.costs[p]
            have = sum(purses[voter] for voter, _weight in people)
            if p in won or have + len(people) * (len(won) + 1) <= cost or not people:
                continue  # rounding takes less than one from each in each round
            need, total = min(cost, have), sum(weight for _voter, weight in people)
            price = Fraction(need, total)
            for voter, weight in sorted(people, key=lambda one: Fraction(purses[one[0]], one[1])):
                price = Fraction(need, total)
                if purses[voter] >= price * weight:
                    break
                need, total = need - purses[voter], total - weight
            rank = (price / cost if worth == COST else price, found.by_least(p))
            if best is None or rank < best[0]:
                best = (rank, p, price)
        if best is None:
            return won, purses
        _rank, p, price = best
        paid = {voter: min(purses[voter], -(-price.numerator * weight // price.denominator)) for voter, weight in behind[p]}
        full = {voter: -(-price.numerator * weight // price.denominator) for voter, weight in behind[p]}
        surplus = sum(paid.values()) - found.costs[p]
        generous = [voter for voter in paid if paid[voter] == full[voter] > 0]
        for voter in generous[:surplus]:
            paid[voter] -= 1
        for voter, amount in paid.items():
            purses[voter] -= amount
        won.append(p)


@pytest.mark.parametrize("worth", [COST, CARDINALITY])
@settings(deadline=None, max_examples=150)
@given(found=st.one_of(instances(), instances(points=True)))
def test_equal_shares_is_its_definition(worth, found):
    outcome = equal_shares(found, completion=NONE, worth=worth)
    by_hand, purses = shares_by_hand(found, found.budget // found.voters, worth)
    assert outcome.winners == by_hand
    assert found.spent(outcome.winners) <= found.budget
    for position, share in enumerate(outcome.more["support"].values()):
        left = sum(purses[voter] for voter in found.supporters(position).tolist())
        assert share == (1.0 if position in by_hand else round(left / found.costs[position], 6))


@settings(deadline=None, max_examples=60)
@given(found=instances())
def test_a_completion_keeps_to_the_budget_and_fills_it(found):
    shares, filled = equal_shares(found), equal_shares(found, completion=ADD1U)
    assert set(shares.winners) <= set(filled.winners)
    assert found.spent(filled.winners) <= found.budget
    left = found.budget - found.spent(filled.winners)
    assert all(found.costs[p] > left for p in range(len(found.projects)) if p not in filled.winners)


def phragmen_by_hand(found):
    loads, won, left = [Fraction(0)] * found.voters, [], found.budget
    while True:
        when = {}
        for p in range(len(found.projects)):
            people = found.supporters(p).tolist()
            if people and p not in won and found.costs[p] <= found.budget:
                when[p] = (found.costs[p] + sum(loads[voter] for voter in people)) / Fraction(len(people))
        if not when:
            return won
        p = min(when, key=lambda one: (when[one], found.by_least(one)))
        if found.costs[p] > left:
            return won
        left -= found.costs[p]
        won.append(p)
        for voter in found.supporters(p).tolist():
            loads[voter] = when[p]


@settings(deadline=None, max_examples=150)
@given(found=instances())
def test_phragmen_is_its_definition(found):
    assert phragmen(found).winners == phragmen_by_hand(found)


@settings(deadline=None, max_examples=80)
@given(found=instances())
def test_no_order_of_voters_changes_what_greedy_takes(found):
    other = Instance(found.projects, found.ballots[::-1], found.budget, lot=found.lot)
    assert greedy(found).winners == greedy(other).winners
    stopped = greedy(found, stops=True).winners
    assert stopped == greedy(found).winners[: len(stopped)]


def test_the_lot_decides_between_equals():
    found = instance(budget=10, costs=[10, 10], ballots=[[0], [1]], ids=["a", "b"])
    drawn = instance(budget=10, costs=[10, 10], ballots=[[0], [1]], ids=["a", "b"], lot=[1, 0])
    for rule in (greedy, phragmen, lambda one: equal_shares(one, completion=ADD1U)):
        assert found.ids(rule(found).winners) == ["a"]
        assert drawn.ids(rule(drawn).winners) == ["b"]


@settings(deadline=None, max_examples=60)
@given(found=instances(), pairs=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=4))
def test_what_is_incompatible_is_never_funded_together(found, pairs):
    size = len(found.projects)
    pairs = {(one, other) for one, other in pairs if one < other < size}
    rivals = {one: ",".join(str(b) for a, b in pairs if a == one) for one in range(size)}
    projects = [Project(row.id, row.cost, {"incompatible": rivals[place]}) for place, row in enumerate(found.projects)]
    with_rivals = Instance(projects, found.ballots, found.budget, lot=found.lot)
    for rule in (greedy, phragmen, equal_shares, lambda one: equal_shares(one, completion=ADD1U)):
        winners = set(rule(with_rivals).winners)
        assert not any({one, other} <= winners for one, other in pairs)
        if not pairs:
            assert rule(found).winners == rule(with_rivals).winners


def test_a_rival_leaves_its_place_to_the_next():
    text = "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost;incompatible\na;5;b\nb;5;\nc;5;\nVOTES\nvoter_id;vote\n1;a,b\n2;a,b\n3;a,b,c\n"
    for rule in result.PB_RULES:
        assert result.of_budget(text.encode(), rule=rule)["winners"] == ["a", "c"], rule
    with pytest.raises(pabulib.BadFile, match="not there"):
        pabulib.read(text.replace("5;b", "5;z"))


@settings(deadline=None, max_examples=40)
@given(found=instances())
def test_support_falls_round_by_round_to_where_the_count_ended(found):
    more = equal_shares(found, detailed=True).more
    for name, shares in more["support_by_round"].items():
        assert shares == sorted(shares, reverse=True)
        if more["support"][name] < 1:
            assert shares[-1] == pytest.approx(more["support"][name], abs=1e-4)


def test_equal_shares_gives_the_few_their_part():
    """60 of 100 people want three projects that eat the budget; the 40 others want one: greedy forgets them."""
    ballots = [[0, 1, 2]] * 60 + [[3]] * 40
    found = instance(budget=90, costs=[30, 30, 30, 30], ballots=ballots)
    assert greedy(found).winners == [0, 1, 2]
    assert 3 in equal_shares(found).winners
    assert prefer(found, [0, 3], [0, 1, 2], "any") == (40, 0)


def file(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not here")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "rule", "parameters"),
    [
        ("Poland_Lodz_2025.pb", "greedy-threshold", {}),
        ("Poland_Swiecie_2023.pb", "equalshares", {"completion": "add1"}),
        ("Netherlands_Assen_2024.pb", "equalshares", {"completion": "add1"}),
    ],
)
def test_official_outcomes_come_out(name, rule, parameters):
    data = file(name)
    found = pabulib.read(data.decode("utf-8-sig"))
    official = {project.id for project in found.projects if project.columns["selected"] == "1"}
    assert found.votes == [int(project.columns["votes"]) for project in found.projects]
    made = result.of_budget(data, rule=rule, **parameters)
    assert set(made["winners"]) == official
    assert result.differences(made, data) == []


@pytest.mark.parametrize("name", ["France_Toulouse_2022.pb", "Netherlands_Assen_2024.pb"])
def test_a_file_survives_reading_and_writing(name):
    found = pabulib.read(file(name).decode("utf-8-sig"))
    again = pabulib.read(pabulib.write(found))
    ours = {"cost": "", "selected": ""}  # written as we count them
    assert (again.projects[0].columns | ours) == (found.projects[0].columns | ours)
    assert (again.costs, again.votes, again.budget, again.meta) == (found.costs, found.votes, found.budget, found.meta)
    assert [one.choices for one in again.ballots] == [one.choices for one in found.ballots]


SMALL = "META\nkey;value\nbudget;10\nPROJECTS\nproject_id;cost\na;5\nb;7,5\nVOTES\nvoter_id;vote;points\n1;a,b;2,1\n2;b;3\n"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("budget;10", "budget;ten"), 1, "is not an amount"),
        (("a;5", "a;-5"), 6, "is not an amount"),
        (("b;7,5", "a;7"), 7, "twice"),
        (("1;a,b;2,1", "1;a,c;2,1"), 10, "no project c"),
        (("1;a,b;2,1", "1;a,a;2,1"), 10, "chosen twice"),
        (("1;a,b;2,1", "1;a,b;2"), 10, "as many points"),
        (("2;b;3", "1;b;3"), 11, "twice"),
        (("META\n", ""), 1, "META"),
        (("budget;10", "vote_type;shouting\nbudget;10"), 1, "shouting"),
    ],
)
def test_a_bad_file_says_the_line(change, line, said):
    with pytest.raises(pabulib.BadFile, match=said) as raised:
        pabulib.read(SMALL.replace(*change))
    assert raised.value.line == line


def test_points_and_ranks_are_counted():
    points = pabulib.read(SMALL.replace("budget;10", "vote_type;cumulative\nbudget;10"))
    assert (points.scores, points.costs) == ([2, 4], [5 * MICRO, 7_500_000])
    ranks = pabulib.read(
        "META\nkey;value\nbudget;9\nvote_type;ordinal\nPROJECTS\nproject_id;cost\na;5\nb;7\nVOTES\nvoter_id;vote\n1;a,b\n2;b\n"
    )
    assert ranks.scores == [2, 3]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='METAPROJCVOS;,\n"0123456789abkeyvaluebudgetproject_idcostvoter .'))
def test_no_text_breaks_the_reader(text):
    try:
        pabulib.read(text)
    except pabulib.BadFile:
        return


@pytest.mark.parametrize("rule", result.PB_RULES)
def test_a_result_that_was_touched_does_not_hold(rule):
    data = SMALL.encode()
    made = result.of_budget(data, rule=rule)
    assert result.differences(made, data) == []
    assert result.differences(made | {"winners": ["a", "b"]}, data) == ["“winners” is not what comes out"]
    assert result.differences(made, data + b"\n") == ["the input is not the one that was counted"]
    assert result.differences({}, data)
