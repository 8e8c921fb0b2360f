"""Elections that hold, and every way in which one does not."""

import copy
import json
import os
import random
import subprocess
import sys

import pytest

from beffroi.engines.ballots import archive, casting, credentials
from beffroi.engines.ballots.__main__ import main
from beffroi.engines.ballots.election import Broken, Election, Question
from beffroi.engines.ballots.groups import BELENIOS_2048, RFC_3526_2048, dumps, short_hash
from beffroi.engines.ballots.tests.elections import again, hold
from beffroi.engines.ballots.verifying import verify

BLANK = Question("Faut-il un banc ?", ("oui", "non"), 1, 1, blank=True)
SOME = Question("Lesquels ?", ("a", "b", "c"), 0, 2)
ORDER = Question("Dans quel ordre ?", ("x", "y"), is_listed=True)


@pytest.fixture(scope="module")
def held():
    """Somebody votes twice: the last counts. A voter with three voices (weights) votes blank."""
    votes = [(0, ([0, 1, 0], [1, 1, 0])), (1, ([1, 0, 0], [0, 0, 1])), (0, ([0, 0, 1], [0, 1, 0]))]
    return hold(BELENIOS_2048, [BLANK, SOME], votes, some_of=(3, 2), weights={1: 3})


@pytest.fixture(scope="module")
def listed():
    votes = [(0, ([1, 2],)), (1, ([2, 1],))]
    return hold(RFC_3526_2048, [ORDER], votes, voters=2, alone=2, shufflers=2)


def test_a_whole_election_holds(held):
    found = verify(held.data)
    assert found.problem == ""
    assert found.result == held.result == [[3, 0, 1], [0, 1, 3]]
    assert (found.voters, found.ballots, found.counted) == (3, 3, 2)
    assert found.fingerprint == short_hash(held.raw)


@pytest.mark.slow
def test_shuffled_ballots_come_out_in_no_order_of_casting(listed):
    found = verify(listed.data)
    assert found.problem == ""
    assert sorted(found.result[0]) == [[1, 2], [2, 1]]


def test_an_election_that_is_not_over_holds_so_far(held):
    events, _kept = archive.read(held.data)
    for end in range(2, len(events)):
        count = iter(range(len(events)))
        found = verify(again(held.data, lambda type, said, count=count, end=end: said if next(count) < end else None))
        assert found.problem == ""
        assert found.result is None


def altered(kind, how):
    """A change of the first event of this kind."""
    done = []

    def change(type, said):
        if type == kind and not done:
            done.append(True)
            said = copy.deepcopy(said)
            return how(said)
        return said

    return change


def one_more(text):
    """Another last digit, so that the number stays as long as it was."""
    return text[:-1] + str((int(text[-1]) + 1) % 10)


def spoil(*path):
    """Change the number at this place of what an event says."""

    def how(said):
        at = said
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = one_more(at[path[-1]])
        return said

    return how


def resigned(said):
    """A ballot whose hash is right again, but whose signature nobody could make."""
    unsigned = {name: value for name, value in said.items() if name != "signature"}
    said["signature"]["hash"] = short_hash(dumps(unsigned))
    return said


TAMPERED = [
    (archive.BALLOT, spoil("answers", 0, "individual_proofs", 0, 0, "response"), "hash"),
    (archive.BALLOT, lambda said: resigned(spoil("answers", 0, "individual_proofs", 0, 0, "response")(said)), "signature"),
    (archive.BALLOT, spoil("signature", "proof", "response"), "signature"),
    (archive.BALLOT, lambda said: [(archive.BALLOT, said), (archive.BALLOT, said)], "twice"),
    (archive.BALLOT, lambda said: said | {"election_hash": "A" * 43}, "another election"),
    (archive.SETUP, lambda said: said | {"credentials": said["credentials"][:-2]}, "right to vote"),
    (archive.SETUP, lambda said: said | {"credentials": [*said["credentials"], said["credentials"][0]]}, "twice"),
    (archive.SETUP, spoil("election", "public_key"), "not that of its trustees"),
    (archive.SETUP, spoil("trustees", 0, 1, "pok", "response"), "prove"),
    (archive.SETUP, spoil("trustees", 1, 1, "verification_keys", 0, "pok", "response"), "prove"),
    (archive.SETUP, spoil("trustees", 1, 1, "coefexps", 0, "signature", "response"), "signed"),
    (archive.SETUP, spoil("trustees", 1, 1, "certs", 0, "signature", "response"), "signed"),
    (archive.TALLY, spoil("encrypted_tally", 0, 0, "alpha"), "encrypted tally"),
    (archive.TALLY, lambda said: said | {"num_tallied": 3}, "as many ballots"),
    (archive.TALLY, lambda said: said | {"total_weight": 2}, "as many ballots"),
    (archive.PART, spoil("payload", "decryption_factors", 0, 0), "group|prove"),
    (archive.PART, spoil("payload", "decryption_proofs", 0, 0, "response"), "prove"),
    (archive.PART, lambda said: None, "enough"),
    (archive.PART, lambda said: said | {"owner": 4}, "prove|twice"),
    (archive.RESULT, lambda said: {"result": [[0, 3, 1], [0, 1, 3]]}, "result"),
    (archive.END_BALLOTS, lambda said: None, "expected"),
]


def test_a_ballot_that_was_dropped_before_the_count_is_missed(held):
    """Of the voter who voted once. (A vote that its voter replaced changes nothing: she alone, with her tracker, would miss it.)"""
    ballots = iter(range(3))
    found = verify(again(held.data, lambda type, said: None if type == archive.BALLOT and next(ballots) == 1 else said))
    assert "encrypted tally" in found.problem


@pytest.mark.parametrize(("kind", "how", "said"), TAMPERED, ids=[f"{kind}-{number}" for number, (kind, _how, _said) in enumerate(TAMPERED)])
def test_what_was_touched_does_not_hold(held, kind, how, said):
    found = verify(again(held.data, altered(kind, how)))
    assert not found.holds
    assert any(word in found.problem for word in said.split("|")), found.problem


SHUFFLED = [
    (archive.SHUFFLE, lambda said: _swapped(said), "proven"),
    (archive.SHUFFLE, spoil("payload", "proofs", 0, 1, 0), "proven"),
    (archive.SHUFFLE, spoil("payload", "proofs", 0, 1, 4, 0), "proven"),
    (archive.SHUFFLE, lambda said: _shorter(said), "lost"),
    (archive.SHUFFLE, lambda said: said | {"owner": 2}, "twice"),
]


def _swapped(said):
    said["payload"]["ciphertexts"][0].reverse()
    return said


def _shorter(said):
    said["payload"]["ciphertexts"][0].pop()
    return said


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "how", "said"), SHUFFLED, ids=range(len(SHUFFLED)))
def test_a_shuffle_that_was_touched_does_not_hold(listed, kind, how, said):
    found = verify(again(listed.data, altered(kind, how)))
    assert said in found.problem


@pytest.mark.slow
def test_ballots_that_nobody_shuffled_are_not_opened(listed):
    found = verify(again(listed.data, lambda type, said: None if type == archive.SHUFFLE else said))
    assert "nobody shuffled" in found.problem


def test_no_byte_can_be_changed(held):
    chance = random.Random(5)
    for place in sorted(chance.sample(range(len(held.data)), 40)):
        data = bytearray(held.data)
        data[place] ^= 1 << chance.randrange(8)
        assert not verify(bytes(data)).holds, place
    assert not verify(held.data + b"\0" * 512).holds
    assert not verify(held.data[:-512]).holds
    assert not verify(b"").holds


def test_a_voter_cannot_say_more_than_she_may(held):
    election = Election.read(held.raw)
    for choices in (([0, 1, 1], [0, 0, 0]), ([1, 1, 0], [0, 0, 0]), ([0, 0, 0], [0, 0, 0]), ([0, 1, 0], [1, 1, 1]), ([0, 2, 0], [0, 0, 0])):
        with pytest.raises(ValueError, match="asks for"):
            casting.make(election, held.words[0], choices)
    with pytest.raises(ValueError, match="no credential"):
        casting.make(election, "abc", ([0, 1, 0], [0, 0, 0]))


def test_a_ballot_with_two_votes_where_one_is_allowed_has_no_proof(held):
    """Two honest halves do not make a whole: choices of one ballot and proofs of another."""
    election = Election.read(held.raw)
    yes, no = (json.loads(casting.make(election, held.words[0], (vote, [0, 0, 0]))) for vote in ([0, 1, 0], [0, 0, 1]))
    mixed = copy.deepcopy(yes)
    mixed["answers"][0]["choices"][2] = no["answers"][0]["choices"][2]
    mixed["answers"][0]["individual_proofs"][2] = no["answers"][0]["individual_proofs"][2]
    with pytest.raises(Broken):
        casting.check(election, dumps(resigned(mixed)))
    assert casting.check(election, dumps(yes))["credential"] == no["credential"]


def test_credentials_have_a_form():
    word = credentials.new_credential()
    assert [len(part) for part in word.split("-")] == [5, 6, 5, 6]
    assert credentials.is_credential(word)
    for wrong in (word[:-1], word.replace("-", ""), "0" + word[1:], "", "AAA-AAA-AAA-AAA-AAA"):
        assert not credentials.is_credential(wrong)


@pytest.mark.slow
def test_all_holds_without_the_fast_numbers(held, tmp_path):
    (tmp_path / "e.bel").write_bytes(held.data)
    code = "import sys; sys.modules['gmpy2'] = None; from beffroi.engines.ballots.__main__ import main; sys.exit(main(['verify', sys.argv[1]]))"
    env = {"PYTHONPATH": os.pathsep.join(sys.path)}
    assert subprocess.run([sys.executable, "-c", code, tmp_path / "e.bel"], env=env, stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_the_command_line_verifies_and_finds(held, tmp_path, capsys):
    path = tmp_path / "e.bel"
    path.write_bytes(held.data)
    assert main(["verify", str(path), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == held.result
    assert main(["find", str(path), verify(held.data).trackers[0]]) == 0
    assert main(["find", str(path), "nothing"]) == 1
    path.write_bytes(held.data[:-512])
    assert main(["verify", str(path)]) == 1
    assert main(["verify", str(tmp_path / "none")]) == 2
