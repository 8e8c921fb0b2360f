"""Anonymous and secret votes: the urn of ballots, the questions and the counting of votes."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.engines.tally import result
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import actions as ballots
from beffroi.participation.ballots import codes, kitchen
from beffroi.participation.ballots.models import Election, Slip
from beffroi.participation.spaces.tests.doors import signed_in
from beffroi.participation.votes import actions, reading, rules, urn
from beffroi.participation.votes.jobs import keep_votes_going
from beffroi.participation.votes.methods import METHODS
from beffroi.participation.votes.methods.base import add
from beffroi.participation.votes.models import COUNTED, Ballot, Vote
from beffroi.participation.votes.tests.conftest import TREES
from beffroi.participation.votes.tests.test_methods import asked


def fresh(vote):
    return Vote.objects.select_related("component__process").get(pk=vote.pk)


def over(vote, at):
    """The same vote when its hour has come: the dates of the vote and of its urn."""
    Vote.objects.filter(pk=vote.pk).update(opens_at=at - timedelta(days=3), closes_at=at - timedelta(minutes=1))
    Election.objects.filter(component=vote.component).update(opens_at=at - timedelta(days=3), closes_at=at - timedelta(minutes=1))
    return fresh(vote)


def test_an_anonymous_vote_from_the_ballot_to_the_result(running, alice, bob, at):
    vote = running(mode="anonymous", shown="live", quorum="1/2", registered=4)
    url = reverse("votes:vote", args=[vote.component.process.slug, vote.component_id])
    assert Client().get(url).url.endswith("voter%2F")
    client = signed_in(alice)
    page = client.get(url).content.decode()
    code = page.split('name="code" value="')[1].split('"')[0]
    receipt = client.post(url, {"q1-choice": ["a1"], "code": code})
    assert code in receipt.content.decode()
    assert client.post(url, {"q1-choice": ["a1"], "code": code}).status_code == 200  # sent twice: one vote
    assert client.post(url, {"q1-choice": ["a2"], "code": "wrong"}).status_code == 422
    assert client.post(url, {"q1-choice": ["a2"], "code": code}).status_code == 200
    ballots.cast_plain(election=urn.election_of(vote), person=bob, choices={"q1": ["a2", "a3"]}, code=kitchen_code(), at=at)
    assert Slip.objects.count() == 2
    assert not Ballot.objects.exists()
    assert rules.may_see_figures(vote, at) is not None
    keep_votes_going()
    assert fresh(vote).opened_at is not None
    vote = over(vote, at)
    keep_votes_going()
    assert fresh(vote).state != COUNTED  # the urn is not closed yet
    ballots.run_due(at=at)
    ballots.count(election=urn.election_of(vote), at=at)
    keep_votes_going()
    vote = fresh(vote)
    assert (vote.state, vote.ballots_count) == (COUNTED, 2)
    assert reading.results(vote)[0].told["headline"] == "La place"
    page = Client().get(reverse("votes:show", args=[vote.component.process.slug, vote.component_id])).content.decode()
    assert "La place" in page
    assert "atteint" in page


def kitchen_code():
    return codes.new_code()


def test_an_urn_that_is_open_cannot_be_stopped(running, at):
    vote = running(mode="anonymous")
    with pytest.raises(Refused) as refused:
        actions.stop(vote=vote, person=None, reason="Trop tard.", at=at)
    assert refused.value.refusal.code == "begun"


@pytest.mark.parametrize("kind", list(METHODS))
def test_what_comes_out_of_an_urn_counts_as_the_plain_ballots(kind):
    """Sealing numbers what opening reads: the totals are those of the same ballots online."""
    method, said = METHODS[kind], asked(kind)
    given = _some(kind)
    sealed = method.sealed(said)
    parts = []
    for place, (question, _kind) in enumerate(sealed):
        if question.get("is_listed"):
            parts.append({"ballots": [_numbers(kind, method, said, answer) for answer in given]})
        else:
            size = len(question["answers"]) + question["blank"]
            rows = [_ticks(kind, said, answer, place, question) for answer in given]
            parts.append({"counts": [sum(row[n] for row in rows) for n in range(size)]})
    totals = method.nothing(said)
    for answer in given:
        totals = add(totals, method.one(said, answer))
    assert method.opened(said, parts, len(given)) == totals


def _some(kind):
    return {
        "yes-no": ["yes", "yes", "no", "blank"],
        "choose": [["a1"], ["a3"], []],
        "approval": [["a1", "a2"], ["a3"], []],
        "majority-judgment": [{"a1": "Bien", "a2": "Excellent", "a3": "Passable"}] * 2,
        "score": [{"a1": "5", "a2": "0", "a3": "2"}],
        "schulze": [[["a2"], ["a1", "a3"]], [["a3"]], []],
        "irv": [[["a2"], ["a1"]], []],
        "quadratic": [{"a1": 6, "a2": -8}, {}],
    }[kind]


def _numbers(kind, method, said, answer):
    if kind == "quadratic":
        return [answer.get(key, 0) + 10 for key in said.keys]
    return [next((place for place, tier in enumerate(answer, 1) if key in tier), 0) for key in said.keys]


def _ticks(kind, said, answer, place, question):
    """What one ballot adds: blank first, where a question has it."""
    if kind in ("majority-judgment", "score"):
        grades = METHODS[kind].grades(said)
        return [int(grade == answer[said.keys[place]]) for grade in grades]
    if kind == "yes-no":
        return [int(answer == one) for one in ("blank", "yes", "no")]
    return [int(not answer), *(int(key in answer) for key in said.keys)]


def test_a_ballot_that_the_rule_does_not_allow_counts_as_blank():
    assert METHODS["irv"].opened(asked("irv"), [{"ballots": [[1, 1, 0], [2, 1, 9]]}], 2) == {"ballots": {"[]": 1, '[["a2"],["a1"]]': 1}}
    assert METHODS["quadratic"].opened(asked("quadratic"), [{"ballots": [[20, 20, 10]]}], 1) == {"ballots": {"{}": 1}}


@pytest.mark.slow
def test_a_secret_vote_is_judged_by_majority(running, make_person, at):
    """Fixed, its keys made, cast, decrypted by two of three, counted: and the numbers are those of the ballots."""
    vote = running("majority-judgment", {"scale": "5"}, options=TREES, mode="secret", quorum="1/2")
    assert urn.must_be_time(vote, urn.election_of(vote), at).code == "keys"
    election = urn.election_of(vote)
    people = [{"name": f"V{n}", "email": f"v{n}@example.org"} for n in range(4)]
    held = kitchen.secret_election(
        vote.component, at=at, people=people, title=vote.title, questions=election.questions, rules=election.rules, closes_at=vote.closes_at
    )
    assert urn.is_open(fresh(vote), urn.election_of(vote), at)
    for n, places in enumerate([(0, 1, 4), (0, 2, 3), (1, 0, 4)]):
        choices = [[int(grade == place) for grade in range(5)] for place in places]
        voter = make_person(f"V{n}", email=f"v{n}@example.org")
        ballots.cast_secret(election=held.election, person=voter, raw=held.ballot(n, choices), at=at)
    vote = over(vote, at)
    held.election.refresh_from_db()
    election = kitchen.finish(held, at=at)
    assert election.state == Election.COUNTED
    keep_votes_going()
    vote = fresh(vote)
    assert (vote.state, vote.ballots_count, vote.registered) == (COUNTED, 3, 4)
    outcome = vote.questions.get().outcome
    assert result.differences(json.loads(outcome.result), outcome.source.encode()) == []
    assert json.loads(outcome.source)["profile"]["a1"] == [2, 1, 0, 0, 0]
    assert reading.results(vote)[0].told["headline"] == "L’école"
