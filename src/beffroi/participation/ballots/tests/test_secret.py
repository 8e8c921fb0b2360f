from datetime import timedelta

import pytest

from beffroi.engines.ballots.verifying import verify
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import actions, archives, reading
from beffroi.participation.ballots.kitchen import THREE, Held, finish, make_keys, secret_election
from beffroi.participation.ballots.models import Credential, Trustee
from beffroi.participation.ballots.tests.conftest import refused

YES, NO, BLANK = [[0, 1, 0]], [[0, 0, 1]], [[1, 0, 0]]


def cast(held, person, voter, choices, at):
    return actions.cast_secret(election=held.election, person=person, raw=held.ballot(voter, choices), at=at)


def test_a_whole_secret_vote_is_checked_by_anybody(secret, voters, at):
    first = cast(secret, voters[0], 0, NO, at)
    cast(secret, voters[1], 1, NO, at)
    cast(secret, voters[2], 2, BLANK, at)
    last = cast(secret, voters[0], 0, YES, at)
    assert last.again
    assert reading.is_replaced(secret.election, first.tracker)
    assert [tracker for _height, tracker in reading.trackers(secret.election)][-1] == last.tracker
    during = verify(archives.whole(secret.election))
    assert during.holds
    assert during.ballots == 4
    assert during.result is None
    end = secret.election.closes_at
    with refused("closed"):
        cast(secret, voters[3], 3, YES, end)
    with pytest.raises(reading.NotYet):
        reading.result(secret.election)
    election = finish(secret, at=end)
    assert reading.result(election) == {"questions": [{"counts": [1, 1, 1]}], "counted": 3, "weight": 3}
    found = verify(archives.whole(election))
    assert found.holds
    assert found.result == [[1, 1, 1]]
    assert found.voters == 5
    assert reading.totals(election) == {"ballots_count": 4, "voted_count": 3, "paper_count": 0}


def test_one_trustee_alone_cannot_open_it(secret, voters, at):
    cast(secret, voters[0], 0, YES, at)
    election = finish(secret, at=secret.election.closes_at, present=(1,))
    assert election.state == "closed"
    assert election.result is None


def test_false_ballots_are_refused_with_a_sentence(secret, voters, component, people, at):
    raw = secret.ballot(0, YES)
    place = raw.rindex('"response":"') + 15
    changed = f"{raw[:place]}{(int(raw[place]) + 1) % 10}{raw[place + 1 :]}"
    for wrong in (changed, raw[:-1], "{}", "[" * 5000, raw.replace(secret.election.uuid, "x")):
        with pytest.raises(Refused):
            actions.cast_secret(election=secret.election, person=voters[0], raw=wrong, at=at)
    stranger = secret_election(component, at=at, people=people, ref="other")
    secret.words[0] = stranger.words[0]
    with refused("credential"):
        cast(secret, voters[0], 0, YES, at)
    assert reading.totals(secret.election)["ballots_count"] == 0


def test_the_same_ballot_twice_is_one(secret, voters, at):
    raw = secret.ballot(0, YES)
    one = actions.cast_secret(election=secret.election, person=voters[0], raw=raw, at=at)
    assert actions.cast_secret(election=secret.election, person=voters[0], raw=raw, at=at).tracker == one.tracker
    assert reading.totals(secret.election)["ballots_count"] == 1


def test_who_is_not_on_the_roll_does_not_vote(secret, alice, at):
    with refused("not_listed"):
        cast(secret, alice, 0, YES, at)


def test_a_credential_is_revoked_unless_it_voted(secret, voters, at):
    publics = [str(public) for public in Credential.objects.filter(election=secret.election).values_list("public", flat=True)]
    cast(secret, voters[0], 0, YES, at)
    said = actions.revoke(election=secret.election, publics=[*publics, "12", "a\0"], at=at)
    assert said == {"revoked": 4, "used": 1, "unknown": 2}
    with refused("revoked"):
        cast(secret, voters[1], 1, YES, at)
    assert cast(secret, voters[0], 0, NO, at).again


@pytest.mark.slow
def test_the_site_may_hold_a_key_too_and_listed_ballots_are_shuffled_twice(component, people, voters, at):
    question = {"text": "Classez", "answers": ["A", "B", "C"], "is_listed": True}
    held = secret_election(component, at=at, people=people, ref="rank", questions=[question], with_server=True)
    for place, choice in ((0, [1, 2, 3]), (1, [3, 1, 0]), (0, [2, 1, 3])):
        cast(held, voters[place], place, [choice], at)
    election = finish(held, at=held.election.closes_at)
    assert sorted(reading.result(election)["questions"][0]["ballots"]) == [[2, 1, 3], [3, 1, 0]]
    found = verify(archives.whole(election))
    assert found.holds, found.problem
    assert not Trustee.objects.get(election=election, kind="server").secret, "its key has done its work"


@pytest.mark.parametrize("listed", [False, True])
def test_a_vote_in_which_nobody_voted_is_counted(component, people, listed, at):
    question = {"text": "?", "answers": ["A", "B"], "is_listed": listed}
    held = secret_election(component, at=at, people=people, ref="empty", questions=[question], trustees_named=THREE[:1], with_server=True)
    election = finish(held, at=held.election.closes_at, present=(0,))
    assert election.state == "counted"
    assert verify(archives.whole(election)).holds


def test_weights_count(component, people, voters, at):
    people[0]["weight"] = 3
    held = secret_election(component, at=at, people=people, ref="w", trustees_named=THREE[:1])
    cast(held, voters[0], 0, YES, at)
    cast(held, voters[1], 1, NO, at)
    assert reading.result(finish(held, at=held.election.closes_at, present=(0,)))["questions"][0]["counts"] == [0, 3, 1]


def test_it_does_not_open_before_all_is_there(component, people, at):
    election = actions.prepare(
        component=component, title="Vide", ref="v", mode="secret", questions=[{"text": "?", "answers": ["A"]}],
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=1), at=at,
    )  # fmt: skip
    assert len(actions.missing(election)) == 4
    with pytest.raises(Refused):
        actions.open(election=election, at=at)


def test_the_simplified_way_gives_each_one_credential_and_does_not_know_which(component, people, voters, at):
    election = actions.prepare(
        component=component, title="Simple", ref="s", mode="secret", questions=[{"text": "?", "answers": ["A"]}],
        opens_at=at - timedelta(hours=1), closes_at=at + timedelta(days=1), at=at,
    )  # fmt: skip
    actions.set_people(election=election, administrator="La mairie", registrar="", auditors="", server_registrar=True, at=at)
    actions.set_roll(election=election, people=people, at=at)
    held = Held(election, [], {}, {})
    make_keys(held, THREE[:1], 1, with_server=False, at=at)
    actions.make_by_server(election=election, at=at)
    held.election = actions.open(election=election, at=at)
    word = actions.hand_out(election=held.election, person=voters[0], at=at)
    with refused("taken"):
        actions.hand_out(election=held.election, person=voters[0], at=at)
    held.words = [word]
    cast(held, voters[0], 0, [[1]], at)
    held.election.urn.refresh_from_db()
    assert word not in str(dict(held.election.urn.handed)), "it is in nobody's list any more"
