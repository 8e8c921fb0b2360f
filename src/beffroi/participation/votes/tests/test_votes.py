"""What can be done with a vote, and what cannot."""

import json
from datetime import timedelta

import pytest

from beffroi.commons.search import queries as search
from beffroi.engines.tally import result
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused
from beffroi.participation.spaces.kitchen import ready_component
from beffroi.participation.spaces.types import component_types
from beffroi.participation.votes import actions, counting, grid, reading, rules
from beffroi.participation.votes.jobs import keep_votes_going
from beffroi.participation.votes.models import COUNTED, Ballot, PaperSheet, Pattern, Vote


def fresh(vote):
    return Vote.objects.select_related("component__process").get(pk=vote.pk)


def ended(vote, at):
    """The same vote, over."""
    Vote.objects.filter(pk=vote.pk).update(opens_at=at - timedelta(days=3), closes_at=at - timedelta(minutes=1))
    return fresh(vote)


def test_each_person_votes_once_and_the_last_counts(running, alice, bob, at):
    vote = running(shown="live")
    actions.cast(vote=vote, person=alice, answers={"q1": ["a1"]}, at=at)
    actions.cast(vote=vote, person=bob, answers={"q1": ["a1", "a2"]}, at=at)
    actions.cast(vote=vote, person=alice, answers={"q1": ["a2"]}, at=at)
    vote = fresh(vote)
    assert (vote.ballots_count, vote.component.process.contributions_count) == (2, 2)
    assert [row["count"] for row in reading.results(vote)[0].told["rows"]] == [2, 1, 0]
    assert reading.results(vote)[0].told["headline"] == "La place"
    actions.take_back(vote=vote, person=bob, at=at)
    assert fresh(vote).ballots_count == 1
    assert {row.answer: row.count for row in Pattern.objects.filter(count__gt=0)} == {'["a2"]': 1}


def test_nothing_is_shown_before_the_end_unless_the_poll_shows_it_at_once(running, alice, manager, at):
    vote = running(shown="end")
    actions.cast(vote=vote, person=alice, answers={"q1": ["a1"]}, at=at)
    assert rules.may_see_figures(vote, at) is not None
    assert reading.results(fresh(vote)) == []
    assert list(component_types["vote"].results(vote.component)) == []


def test_counting_forgets_who_answered_and_anyone_can_count_again(running, alice, bob, at):
    vote = running(registered=4, quorum="1/2")
    for person, answer in ((alice, ["a1", "a3"]), (bob, ["a3"])):
        actions.cast(vote=vote, person=person, answers={"q1": answer}, at=at)
    with pytest.raises(Refused):
        actions.count(vote=vote, at=at)
    vote = actions.count(vote=ended(vote, at), at=at)
    assert vote.state == COUNTED
    assert not Ballot.objects.exclude(voice=None, browser=None).exists()
    outcome = vote.questions.get().outcome
    assert result.differences(json.loads(outcome.result), outcome.source.encode()) == []
    assert json.loads(outcome.result)["winners"] == ["a3"]
    assert "atteint" in reading.quorum_said(vote, vote.registered)
    tables = {table.name: list(table.rows) for table in component_types["vote"].results(vote.component)}
    assert tables["q1"][0][:2] == ["La rive", 2]
    assert [n for _day, n in tables["participation"]] == [2]


def test_rules_are_fixed_for_good_and_anyone_finds_their_hash(running, manager, at):
    vote = running()
    question = vote.questions.get()
    assert counting.hash_of(counting.rules_of(vote, counting.questions_of(vote))) == vote.rules_hash
    assert Entry.objects.filter(kind="vote_frozen", data__rules=vote.rules_hash).exists()
    assert sorted(question.lot) == ["a1", "a2", "a3"]
    for forbidden in (
        lambda: actions.edit(vote=vote, person=manager, base_version=99, at=at, changes={"closes_at": at + timedelta(days=99)}),
        lambda: actions.edit_question(question=question, person=manager, title="?", rule="choose", parameters={}),
        lambda: actions.remove_question(question=question, person=manager),
        lambda: actions.add_question(vote=vote, person=manager, title="?", rule="yes-no", parameters={}),
        lambda: actions.freeze(vote=vote, person=manager, at=at),
    ):
        with pytest.raises(Refused) as refused:
            forbidden()
        assert refused.value.refusal.code == "frozen"


@pytest.mark.parametrize("title", ["Référendum local", "Un REFERENDUM", "Consultation des électeurs", "Les référendums"])
def test_a_vote_online_is_never_called_a_referendum(draft, at, title):
    with pytest.raises(Refused):
        actions.edit(vote=draft, person=None, base_version=9, at=at, changes={"title": title})
    with pytest.raises(Refused):
        actions.add_question(vote=draft, person=None, title=title, rule="yes-no", parameters={})


def test_nothing_opens_while_something_that_the_law_asks_is_missing(draft, at):
    for name in ("text", "council", "who"):
        Vote.objects.filter(pk=draft.pk).update(**{name: ""})
    sentences = " ".join(rules.missing(fresh(draft), at))
    assert sentences.count(".") >= 4
    with pytest.raises(Refused, match="conseil"):
        actions.freeze(vote=draft, person=None, at=at)


def test_the_grid_advises(at):
    known, every = grid.grid(), {}
    assert (known.points(every), known.level(every)) == (10, 3)
    answers = {statement.key: statement.key not in ("under_50", "under_1000") for statement in known.statements}
    assert (known.points(answers), known.level(answers)) == (2, 1)
    assert grid.is_enough("open", 1)
    assert not grid.is_enough("anonymous", 2)
    assert not grid.is_enough("secret", 3)


def test_outside_its_hours_nobody_votes(running, alice, at):
    vote = running()
    for when, code in ((at - timedelta(hours=2), "not_yet"), (at + timedelta(days=11), "closed")):
        with pytest.raises(Refused) as refused:
            actions.cast(vote=vote, person=alice, answers={"q1": []}, at=when)
        assert refused.value.refusal.code == code
    stopped = actions.stop(vote=vote, person=None, reason="Une erreur dans le dossier.", at=at)
    with pytest.raises(Refused):
        actions.cast(vote=stopped, person=alice, answers={"q1": []}, at=at)


def test_two_agents_who_find_the_same_settle_a_box(running, alice, manager, bob, at):
    vote = running("yes-no", options=(), paper=True)
    actions.cast(vote=vote, person=alice, answers={"q1": "no"}, at=at)
    vote = ended(vote, at)
    counts = {"counts": {"yes": 5, "no": 1, "blank": 1}}
    keep_votes_going()
    assert fresh(vote).state != COUNTED  # a box is not counted yet
    for person, figures in ((manager, counts), (bob, {"counts": {"yes": 4, "no": 2, "blank": 1}})):
        actions.write_sheet(vote=vote, person=person, table="École", ballots=7, figures={"q1": figures}, at=at)
    assert counting.settled_sheets(vote) == {"École": None}
    actions.write_sheet(vote=vote, person=bob, table="École", ballots=7, figures={"q1": counts}, at=at)
    assert PaperSheet.objects.count() == 2
    keep_votes_going()
    vote = fresh(vote)
    assert (vote.state, vote.ballots_count, vote.paper_count) == (COUNTED, 1, 7)
    told = reading.results(vote)[0]
    assert [row["parts"] for row in told.told["rows"]] == [[0, 5], [1, 1], [0, 1]]
    assert told.told["is_good"]


def test_the_job_tells_the_opening_once_and_counts_at_the_end(running, at):
    vote = running()
    keep_votes_going()
    first = fresh(vote).opened_at
    keep_votes_going()
    assert fresh(vote).opened_at == first
    ended(vote, at)
    keep_votes_going()
    assert fresh(vote).state == COUNTED


def test_a_vote_is_found_once_its_rules_are_fixed(draft, running, at):
    assert search.find("planter").total == 0
    running()
    assert [str(row.subject) for row in search.find("rive").rows] == [str(draft.subject)]


def test_a_copy_takes_the_questions_and_no_ballot(running, alice, at):
    vote = running("score", {"top": 10})
    actions.cast(vote=vote, person=alice, answers={"q1": {}}, at=at)
    other = ready_component("vote", at=at, title="Ailleurs")
    component_types["vote"].copy(vote.component, other)
    copied = Vote.objects.get(component=other)
    assert (copied.state, copied.ballots_count, copied.closes_at) == ("draft", 0, None)
    assert [(row.rule, row.parameters, row.options.count()) for row in copied.questions.all()] == [("score", {"top": 10}, 3)]
