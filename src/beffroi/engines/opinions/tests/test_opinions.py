import itertools
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from beffroi.engines.opinions import votes as tables
from beffroi.engines.opinions.__main__ import main
from beffroi.engines.opinions.groups import groups_of, kmeans, silhouette
from beffroi.engines.opinions.result import dumps, map_of, next_statement, of_files
from beffroi.engines.opinions.statements import counts_of, gathering, majority, representative
from beffroi.engines.opinions.votes import UNSEEN, BadFile, Votes, read, votes_of, write

DATA = Path(__file__).resolve().parents[6] / "shared" / "data" / "polis"


def planted(people=60, statements=12, groups=2, seed=0, missing=0.2):
    """People of each group agree with their own statements and refuse those of the others; the first gathers all."""
    chance = np.random.default_rng(seed)
    own = np.arange(people) % groups
    agrees = (np.arange(statements)[None] % groups == own[:, None]) | (np.arange(statements)[None] == 0)
    table = np.where(agrees, 1, -1)
    noise = chance.random(table.shape)
    table = np.where(noise < 0.08, 0, np.where(noise > 1 - missing, UNSEEN, table)).astype(np.int8)
    return Votes([f"p{n}" for n in range(people)], [f"s{n}" for n in range(statements)], table), own


@pytest.mark.parametrize("groups", [2, 3, 4])
def test_groups_that_are_there_are_found(groups):
    votes, own = planted(people=90, statements=24, groups=groups)
    made = map_of(votes, seed=1)
    found = [one["group"] for one in made["participants"]]
    assert len(made["groups"]) == groups
    for a, b in itertools.combinations(range(90), 2):
        assert (found[a] == found[b]) == (own[a] == own[b])
    assert made["consensus"]["agree"][0]["statement"] == "s0"
    gathering = max(made["statements"], key=lambda one: one["agree"])
    assert gathering["id"] == "s0"
    for group in made["groups"]:
        members = {own[n] for n in range(90) if found[n] == group["id"]}
        agreed = [line for line in group["stands_for"] if line["for"] == "agree" and line["statement"] != "s0"]
        assert agreed
        assert {int(line["statement"][1:]) % groups for line in agreed} == members


def test_the_same_votes_give_the_same_file_in_any_order_of_groups():
    votes, _own = planted()
    made = map_of(votes, seed=3)
    assert dumps(made) == dumps(map_of(votes, seed=3))
    again = map_of(votes, seed=99, previous=made)
    assert [one["group"] for one in again["participants"]] == [one["group"] for one in made["participants"]]
    turned = json.loads(json.dumps(made))
    for one in turned["participants"]:
        one["group"] = None if one["group"] is None else 1 - one["group"]
    turned["groups"].reverse()
    kept = map_of(votes, seed=3, previous=turned)
    assert [one["group"] for one in kept["participants"]] == [one["group"] for one in turned["participants"]]


def test_the_picture_is_not_mirrored_from_one_count_to_the_next():
    made = map_of(planted()[0], seed=3)
    mirrored = json.loads(json.dumps(made))
    for group in mirrored["groups"]:
        group["centre"][0] *= -1
    kept = map_of(planted()[0], seed=3, previous=mirrored)
    assert [one["place"][0] for one in kept["participants"]] == [-one["place"][0] + 0.0 for one in made["participants"]]
    assert [one["group"] for one in kept["participants"]] == [one["group"] for one in made["participants"]]


def test_who_counted_once_counts_always_and_few_votes_do_not_count():
    votes, _own = planted(people=40)
    votes.table[3, 5:] = UNSEEN
    assert map_of(votes)["participants"][3]["group"] is None
    before = {"participants": [{"id": "p3", "group": 0}], "groups": []}
    assert map_of(votes, previous=before)["participants"][3]["group"] is not None


def test_groups_are_split_only_when_it_is_clearly_better():
    chance = np.random.default_rng(3)
    middles = np.array([[0, 0], [6, 0], [6.6, 3.4]])
    places = middles[np.arange(90) % 3] + chance.normal(0, 0.75, (90, 2))
    free = groups_of(places, seed=1)
    near = {count: value for count, value in free.silhouettes.items() if count != free.count}
    other = max(near, key=near.get)
    assert free.silhouettes[free.count] - near[other] < 0.05  # nearly as good
    before = groups_of(places, seed=1, exactly=other)
    assert groups_of(places, seed=1, previous=before.centres).count == other
    apart = np.array([[0, 0], [9, 0], [0, 9]])[np.arange(90) % 3] + chance.normal(0, 0.5, (90, 2))
    assert groups_of(apart, seed=1, previous=before.centres[:2]).count == 3


def test_small_groups_are_marked_and_too_little_is_said():
    votes, _own = planted(people=22)
    outliers = votes.table.copy()
    outliers[:3] = -outliers[:3] * (outliers[:3] != UNSEEN) + UNSEEN * (outliers[:3] == UNSEEN)
    made = map_of(Votes(votes.participants, votes.statements, outliers), groups=3)
    assert [one["shown"] for one in made["groups"]] == [one["size"] >= 5 for one in made["groups"]]
    assert made["enough"]
    assert not map_of(planted(people=14)[0])["enough"]


def test_what_moderation_took_out_moves_nobody_and_is_not_named():
    votes, _own = planted()
    without = Votes(votes.participants, votes.statements, votes.table, frozenset({"s1"}))
    scrambled = votes.table.copy()
    scrambled[:, 1] = np.random.default_rng(0).permutation(scrambled[:, 1])
    other = Votes(votes.participants, votes.statements, scrambled, frozenset({"s1"}))
    one, two = map_of(without), map_of(other)
    assert [person["group"] for person in one["participants"]] == [person["group"] for person in two["participants"]]
    named = {line["statement"] for group in one["groups"] for line in group["stands_for"]}
    named |= {line["statement"] for lines in one["consensus"].values() for line in lines}
    assert "s1" not in named
    assert next(line for line in one["statements"] if line["id"] == "s1")["priority"] == 0


TABLES = st.integers(1, 8).flatmap(
    lambda width: st.lists(st.lists(st.sampled_from([1, 0, -1, UNSEEN]), min_size=width, max_size=width), max_size=20)
)


@settings(max_examples=120, deadline=None)
@given(rows=TABLES, seed=st.integers(0, 5))
def test_any_table_gives_a_map_that_adds_up(rows, seed):
    width = len(rows[0]) if rows else 3
    table = np.array(rows, dtype=np.int8).reshape(len(rows), width)
    votes = Votes([str(n) for n in range(len(rows))], [f"s{n}" for n in range(width)], table)
    made = map_of(votes, seed=seed)
    text = dumps(made)
    assert "NaN" not in text
    assert "Infinity" not in text
    assert sum(group["size"] for group in made["groups"]) == made["counts"]["counted"]
    labels = np.array([-1 if one["group"] is None else one["group"] for one in made["participants"]], dtype=int)
    for column, statement in enumerate(made["statements"]):
        product = 1.0
        for group, said in enumerate(statement["by_group"]):
            cells = table[labels == group, column]
            counts = [int(n) for n in ((cells == 1).sum(), (cells == -1).sum(), (cells != UNSEEN).sum())]
            assert said == (counts if made["groups"][group]["shown"] else None)
            product *= (counts[0] + 1) / (counts[2] + 2)
        assert statement["agree"] == pytest.approx(product, abs=1e-6)
    again = read(write(votes, {one["id"]: one["group"] for one in made["participants"]}))
    assert (again.table == table).all()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=4, max_size=12), st.integers(2, 4))
@example([(1, -1), (-2, 1), (-3, 1), (-3, -3)], 2)  # the least cost of all is reached from no start at a point
def test_everybody_is_in_the_group_whose_middle_is_nearest(points, count):
    places = np.array(points, dtype=float)
    if len(np.unique(places, axis=0)) < count:
        return
    labels, centres = kmeans(places, count, seed=0)
    for group in set(labels.tolist()):
        assert centres[group] == pytest.approx(places[labels == group].mean(axis=0))
    apart = ((places[:, None] - centres[None]) ** 2).sum(axis=2)
    assert apart[np.arange(len(places)), labels] == pytest.approx(apart.min(axis=1))
    assert apart.min(axis=1).sum() <= ((places - places.mean(axis=0)) ** 2).sum() + 1e-9


def test_the_silhouette_is_its_definition():
    chance = np.random.default_rng(4)
    places, labels = chance.random((30, 2)), chance.integers(0, 3, 30)
    near = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2))
    values = []
    for i in range(30):
        own = [j for j in range(30) if labels[j] == labels[i] and j != i]
        a = near[i, own].mean()
        b = min(near[i, labels == other].mean() for other in set(labels) - {labels[i]})
        values.append((b - a) / max(a, b))
    assert silhouette(near.astype(np.float32), labels) == pytest.approx(np.mean(values), abs=1e-5)


def test_one_opinion_is_one_group():
    votes = votes_of((f"p{n}", f"s{m}", 1) for n in range(20) for m in range(8))
    made = map_of(votes)
    assert [group["size"] for group in made["groups"]] == [20]
    assert groups_of(np.zeros((0, 2)), seed=0).count == 0


def test_a_changed_mind_counts_once():
    votes = votes_of([("a", "x", 1), ("a", "x", -1)])
    assert votes.table.tolist() == [[-1]]
    with pytest.raises(ValueError, match="no vote"):
        votes_of([("a", "x", 3)])


def test_the_next_statement_is_drawn_by_priority():
    made = {"statements": [{"id": "a", "priority": 3.0}, {"id": "b", "priority": 1.0}, {"id": "c", "priority": 0.0}]}
    drawn = [next_statement(made, set(), draw=n / 100) for n in range(100)]
    assert (drawn.count("a"), drawn.count("b")) == (75, 25)
    assert next_statement(made, {"a", "b"}, draw=0.5) is None


SMALL = "participant,group-id,n-comments,n-votes,n-agree,n-disagree,7,9\nx,,0,2,1,1,1,-1\ny,,0,1,0,0,,0\n"


@pytest.mark.parametrize(
    ("change", "line", "said"),
    [
        (("participant", "who"), 1, "first column"),
        (("x,,0,2,1,1,1,-1", "x,,0,2,1,1,1"), 2, "cells"),
        ((",,0\n", ",,5\n"), 3, "5 is no vote"),
        (("7,9", "7,7"), 1, "own column"),
        (("y,,", "x,,"), 1, "twice"),
    ],
)
def test_a_bad_file_says_the_line(change, line, said):
    assert read(SMALL).table.tolist() == [[1, -1], [UNSEEN, 0]]
    with pytest.raises(BadFile, match=said) as raised:
        read(SMALL.replace(*change))
    assert raised.value.line == line


# What red-dwarf 0.4.0 (MPL-2.0) finds in the same files.
KNOWN = {
    "american-assembly.bowling-green": ([83, 200, 82, 21, 64], [353, 720, 779, 644, 354], [860, 719], {20, 86, 87, 221, 387}),
    "scoop-hivemind.biodiversity": ([81, 23, 45, 42, 24], [205, 128, 79, 11, 14], [349, 92], {22, 17, 26, 242, 79}),
}


@pytest.mark.parametrize("name", KNOWN)
def test_real_conversations_come_out_as_others_count_them(name, tmp_path, capsys):
    path = DATA / name / "participants-votes.csv"
    if not path.exists():
        pytest.skip(f"{path} is not here")
    agree, disagree, sizes, first = KNOWN[name]
    assert main(["map", str(path), "--seed", "1", "--output", str(tmp_path / "r.json")]) == 0
    made = json.loads((tmp_path / "r.json").read_text())
    assert [int(line["statement"]) for line in made["consensus"]["agree"]] == agree
    assert {int(line["statement"]) for line in made["consensus"]["disagree"]} == set(disagree)
    assert [group["size"] for group in made["groups"]] == sizes
    assert {int(line["statement"]) for line in made["groups"][0]["stands_for"]} == first
    if name.startswith("scoop"):
        assert main(["check", str(tmp_path / "r.json"), str(path)]) == 0
        (tmp_path / "r.json").write_text(json.dumps(made | {"enough": False}))
        assert main(["check", str(tmp_path / "r.json"), str(path)]) == 1
        comments = of_files(path.read_bytes(), comments=(path.parent / "comments.csv").read_bytes(), seed=1)
        assert comments["parameters"]["out"]
        (tmp_path / "out.json").write_text(json.dumps(comments))
        assert main(["check", str(tmp_path / "out.json"), str(path)]) == 0  # the result says itself what was taken out
    assert main(["map", str(path.parent / "comments.csv")]) == 2
    assert "first column" in capsys.readouterr().err


def test_counts_by_group_are_written():
    votes = read(SMALL)
    lines = tables.write_counts(votes, {"x": 0, "y": None}, {"7": "Text, here"}).splitlines()
    assert lines[1] == '7,"Text, here",1,1,0,0,1,1,0,0'
    assert lines[2].endswith(",2,0,1,1,1,0,1,0")


def test_who_stands_for_nothing_sure_still_says_its_best():
    votes = votes_of([("a", "x", 1), ("b", "x", -1)])
    counts = counts_of(votes, np.array([0, 1]), 2)
    assert [[line["statement"] for line in lines] for lines in representative(counts, votes.kept)] == [[0], [0]]
    assert majority(votes) == {"agree": [], "disagree": []}
    assert gathering(counts)[0].tolist() == pytest.approx([2 / 9])
