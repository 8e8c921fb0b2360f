from datetime import timedelta

import pytest

from beffroi.kernel.facts import Record
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import actions, reading, rules
from beffroi.participation.ballots.codes import new_code
from beffroi.participation.ballots.models import Mark, Slip
from beffroi.participation.ballots.tests.conftest import refused


def test_everybody_votes_once_and_may_change_until_the_end(plain, alice, david, vote, at):
    code = new_code()
    receipt = vote(plain, alice, [1], code)
    assert reading.is_in_urn(plain, receipt.tracker)
    assert rules.has_voted(alice, plain)
    assert not rules.has_voted(david, plain)
    with refused("voted"):
        vote(plain, alice, [0])
    assert vote(plain, alice, [0], code).again, "the form that was sent twice is one vote"
    assert actions.change_plain(election=plain, code=code, choices=[0, 1], at=at).tracker == receipt.tracker
    vote(plain, david, [1])
    assert reading.totals(plain)["voted_count"] == 2
    assert [count for _day, count in reading.participation(plain)] == [2]
    end = plain.closes_at
    with refused("closed"):
        actions.change_plain(election=plain, code=code, choices=[1], at=end)
    actions.count(election=actions.close(election=plain, at=end), at=end)
    plain.refresh_from_db()
    assert reading.plain_ballots(plain) == [[0, 1], [1]]
    assert plain.state == "counted"
    assert Mark.objects.filter(election=plain).count() == 2
    assert not plain.urn.pending


def test_nobody_sees_anything_before_the_end(plain, alice, vote, at):
    vote(plain, alice, [1])
    with pytest.raises(reading.NotYet):
        reading.plain_ballots(plain)
    with pytest.raises(reading.NotYet):
        reading.paper(plain)
    with pytest.raises(Refused):
        actions.close(election=plain, at=plain.closes_at - timedelta(minutes=1))
    assert "choices" not in str(Slip.objects.values_list("choices", flat=True).get()), "not even by accident in a log"


def test_nothing_changes_once_it_is_open(plain, component, at):
    with refused("frozen"):
        actions.prepare(component=component, title="Autre", mode="anonymous", questions=[], opens_at=at, closes_at=plain.closes_at, at=at)
    assert len(plain.frozen) == 64


def test_no_fact_is_told_when_somebody_votes(plain, alice, vote):
    before = Record.objects.count()
    vote(plain, alice, [1])
    assert Record.objects.count() == before


def test_paper_and_screen_have_one_roll(component, voters, people, vote, at):
    election = actions.prepare(
        component=component, title="Liste", ref="l", mode="anonymous", questions=[{"answers": ["A", "B"]}], roll="list", has_paper=True,
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=1), at=at,
    )  # fmt: skip
    actions.set_roll(election=election, people=people, at=at)
    election = actions.open(election=election, at=at)
    online, paper = election.voters.get(number=1), election.voters.get(number=2)
    vote(election, voters[0], [0])
    with refused("voted"):
        actions.mark_paper(election=election, voter=online, at=at)
    actions.mark_paper(election=election, voter=paper, at=at)
    with refused("paper"):
        vote(election, voters[1], [0])
    assert reading.totals(election) == {"ballots_count": 1, "voted_count": 1, "paper_count": 1}
    assert {row.pk for row in voters} - {voters[0].pk, voters[1].pk} == reading.not_yet_voted(election, voters)


def test_two_agents_count_the_paper_and_a_third_decides(plain, bob, chloe, manager, at):
    end = plain.closes_at
    actions.close(election=plain, at=end)
    plain.refresh_from_db()
    good, wrong = ({"questions": [[3, n]], "ballots": 8, "blank": 1, "void": 0} for n in (4, 5))
    assert actions.enter_count(election=plain, table="1", person=bob, counts=good, at=end).agreed is None
    assert actions.enter_count(election=plain, table="1", person=bob, counts=good, at=end).agreed is None, "she does not confirm herself"
    assert actions.enter_count(election=plain, table="1", person=chloe, counts=wrong, at=end).agreed is None
    assert reading.paper(plain) == []
    assert actions.enter_count(election=plain, table="1", person=manager, counts=good, at=end).agreed == good
    assert reading.paper(plain) == [{"table": "1", **good}]


def test_who_must_show_who_she_is_does_so_first(plain, alice, vote):
    plain.requirement = {"methods": ["counter"]}
    with refused("unverified"):
        vote(plain, alice, [1])
    assert not Slip.objects.exists()
