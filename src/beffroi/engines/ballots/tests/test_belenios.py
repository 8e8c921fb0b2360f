"""`belenios-tool` 2.0 as judge: it takes our elections, we take its own, and both refuse the same."""

import json
import os
import shutil
import subprocess

import pytest

from beffroi.engines.ballots import archive
from beffroi.engines.ballots.election import Question
from beffroi.engines.ballots.groups import BELENIOS_2048, RFC_3526_2048
from beffroi.engines.ballots.tests.elections import again, hold
from beffroi.engines.ballots.tests.test_elections import altered, spoil
from beffroi.engines.ballots.verifying import verify

TOOL = shutil.which("belenios-tool")
VERSION = subprocess.run([TOOL, "--version"], capture_output=True, text=True, check=False).stdout if TOOL else ""
# 3.0 does not wait for its own checks of ballots: it would take anything.
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not VERSION.startswith("2.0"), reason="belenios-tool 2.0 is not here")]

BLANK = Question("Faut-il un banc ?", ("oui", "non"), 1, 1, blank=True)
SOME = Question("Lesquels ?", ("a", "b", "c"), 0, 2)
ORDER = Question("Dans quel ordre ?", ("x", "y", "z"), is_listed=True)
CHOICES = [[0, 1, 0], [1, 0, 1]]


def tool(folder, *arguments, given=""):
    env = {**os.environ, "BELENIOS_USE_URANDOM": "1"}
    return subprocess.run([TOOL, *arguments], cwd=folder, input=given, capture_output=True, text=True, env=env, check=False)


def takes(folder, uuid, data):
    for old in folder.glob("*.bel"):
        old.unlink()
    (folder / f"{uuid}.bel").write_bytes(data)
    return tool(folder, "election", "verify").returncode == 0


ELECTIONS = {
    "one trustee": lambda: hold(BELENIOS_2048, [BLANK, SOME], [(0, ([0, 1, 0], [1, 1, 0])), (1, ([1, 0, 0], [0, 0, 0]))]),
    "two of three": lambda: hold(BELENIOS_2048, [SOME], [(0, ([1, 1, 0],)), (1, ([0, 0, 1],))], some_of=(3, 2), weights={0: 5}),
    "shuffled twice": lambda: hold(
        RFC_3526_2048, [ORDER, BLANK], [(0, ([1, 2, 3], [0, 0, 1])), (1, ([3, 1, 2], [1, 0, 0]))], voters=2, alone=2, shufflers=2
    ),
}


@pytest.mark.parametrize("name", ELECTIONS)
def test_it_takes_ours_and_refuses_what_we_refuse(name, tmp_path):
    held = ELECTIONS[name]()
    assert takes(tmp_path, held.uuid, held.data)
    assert verify(held.data).problem == ""
    changes = [
        altered(archive.BALLOT, spoil("answers", 0, *(["proof"] if name.startswith("shuffled") else ["overall_proof", 0]), "response")),
        altered(archive.BALLOT, lambda said: None),
        altered(archive.SETUP, lambda said: said | {"credentials": []}),
        altered(archive.RESULT, lambda said: {"result": [row[::-1] if isinstance(row[0], int) else row[:-1] for row in said["result"]]}),
    ]
    for change in changes:
        data = again(held.data, change)
        assert not takes(tmp_path, held.uuid, data)
        assert verify(data).problem


def held_by_the_tool(folder, group, questions, choices, *, listed):
    """An election from its first command to its last, all by the tool."""
    uuid = tool(folder, "setup", "generate-token").stdout.strip()
    common = ["--uuid", uuid, "--group", group]
    (folder / "voters.txt").write_text("a@ville.example,a\nb@ville.example,b\n")
    tool(folder, "setup", "generate-credentials", *common, "--file", "voters.txt")
    shutil.move(next(folder.glob("*.pubcreds")), folder / "public_creds.json")
    words = [line.split()[-1] for line in next(folder.glob("*.privcreds")).read_text().splitlines()]
    tool(folder, "setup", "generate-trustee-key", "--group", group)
    (folder / "public_keys.jsons").write_text(next(folder.glob("*.pubkey")).read_text())
    tool(folder, "setup", "make-trustees")
    (folder / "template.json").write_text(json.dumps({"description": "D", "name": "N", "questions": questions}))
    tool(folder, "setup", "make-election", *common, "--template", "template.json")
    tool(folder, "archive", "init")
    (folder / "choices.json").write_text(json.dumps(choices))
    for word in words:
        (folder / "word").write_text(word)
        made = tool(folder, "election", "generate-ballot", "--privcred", "word", "--ballot", "choices.json")
        tool(folder, "archive", "add-event", "--type=Ballot", given=made.stdout)
    tool(folder, "archive", "add-event", "--type=EndBallots")
    tool(folder, "archive", "add-event", "--type=EncryptedTally", given=tool(folder, "election", "compute-encrypted-tally").stdout)
    if listed:
        mixed = tool(folder, "election", "shuffle", "--trustee-id=1").stdout
        tool(folder, "archive", "add-event", "--type=Shuffle", given=mixed)
        tool(folder, "archive", "add-event", "--type=EndShuffles")
    key = next(folder.glob("*.privkey")).name
    part = tool(folder, "election", "decrypt", "--privkey", key, "--trustee-id", "1").stdout
    tool(folder, "archive", "add-event", "--type=PartialDecryption", given=part)
    tool(folder, "archive", "add-event", "--type=Result", given=tool(folder, "election", "compute-result").stdout)
    return (folder / f"{uuid}.bel").read_bytes()


@pytest.mark.parametrize("listed", [False, True], ids=["added up", "shuffled"])
def test_we_take_its_own(listed, tmp_path):
    counted = [BLANK.said(), SOME.said()]
    questions, choices = (counted, CHOICES) if not listed else ([ORDER.said()], [[1, 3, 2]])
    data = held_by_the_tool(tmp_path, "RFC-3526-2048" if listed else "BELENIOS-2048", questions, choices, listed=listed)
    assert tool(tmp_path, "election", "verify").returncode == 0
    found = verify(data)
    assert found.problem == ""
    assert found.result == ([[[1, 3, 2], [1, 3, 2]]] if listed else [[0, 2, 0], [2, 0, 2]])
    # Read and written again, it is the same to the byte.
    events, _kept = archive.read(data)
    assert [event.type for event in events][:3] == ["Setup", "Ballot", "Ballot"]
