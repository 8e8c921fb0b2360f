"""kill -9 at any point of casting: a receipt is given only when the ballot is in the urn, and nobody votes twice or loses her vote."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from towns import HERE

pytestmark = pytest.mark.slow
PEOPLE, KILLS = 30, 8
CHANCE = random.Random(6)

BEGIN = """
import json
from datetime import timedelta
from beffroi.ground.people.actions import create_account
from beffroi.participation.ballots import actions
from beffroi.participation.ballots.codes import new_code
from beffroi.participation.ballots.kitchen import THREE, secret_election
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component
at = clock.now()
process = spaces.create(person=None, at=at, title="La rue", question="Que faire ?", summary="La rue.")
component = Component.objects.create(process=process, kind="vote", title="Le vote", published_at=at)
spaces.publish(process=process, person=None, at=at)
people = [dict(name=f"V {{n}}", email=f"v{{n}}@example.org") for n in range({people})]
for one in people:
    create_account(email=one["email"], name=one["name"], at=at)
plain = actions.prepare(component=component, ref="plain", title="Nom", mode="anonymous", questions=[], opens_at=at - timedelta(hours=1),
    closes_at=at + timedelta(days=1), at=at)
actions.open(election=plain, at=at)
held = secret_election(component, at=at, people=people, ref="secret", trustees_named=THREE[:1])
print(json.dumps(dict(words=held.words, codes=[new_code() for _one in people])))
"""

LOOK = """
import json
from beffroi.engines.ballots.verifying import verify
from beffroi.participation.ballots import archives, reading
from beffroi.participation.ballots.models import *
found = dict()
for ref in ("plain", "secret"):
    election = Election.objects.get(ref=ref)
    rows = (Slip if ref == "plain" else Ballot).objects.filter(election=election)
    found[ref] = dict(trackers=sorted(rows.values_list("tracker", flat=True)), people=election.urn.voted_count, ballots=election.urn.ballots_count,
        marked=election.marks.count() + len(election.urn.pending.get("people", ())), days=sum(count for _day, count in reading.participation(election)))
checked = verify(archives.whole(Election.objects.get(ref="secret")))
print(json.dumps(dict(found, problem=checked.problem, voters=len({json.loads(one.raw)["credential"] for one in Ballot.objects.all()}))))
"""


def test_a_receipt_is_given_only_when_the_ballot_is_in_the_urn(make_town):
    town = make_town()
    secrets = town.data / "secrets.json"
    secrets.write_text(town.ask(BEGIN.format(people=PEOPLE)))
    receipts: dict[str, dict[int, str]] = {"plain": {}, "secret": {}}
    kills = 0
    command = [sys.executable, "-m", "kill_town.voting", str(secrets)]
    with subprocess.Popen(command, env=town.env, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin
        assert process.stdout
        while len(receipts["secret"]) < PEOPLE:
            process.stdin.write(f"{len(receipts['secret'])}\n")
            process.stdin.flush()
            left, child = CHANCE.randrange(2, 9), 0
            for line in iter(process.stdout.readline, "end\n"):
                assert line, "it ended by itself"
                mode, number, *tracker = line.split()
                if mode == "child":
                    child = int(number)
                    continue
                receipts[mode][int(number)] = tracker[0]
                left -= 1
                if left == 0 and child and kills < KILLS:
                    time.sleep(CHANCE.random() / 20)
                    os.kill(child, signal.SIGKILL)
                    kills += 1
        process.stdin.close()
    said = json.loads(town.ask(LOOK))
    assert kills == KILLS
    assert not said["problem"]
    for mode in ("plain", "secret"):
        found = said[mode]
        assert set(receipts[mode].values()) <= set(found["trackers"]), "a receipt without a ballot"
        assert found["people"] == found["marked"] == found["days"] == PEOPLE
        assert found["ballots"] == len(found["trackers"])
    assert len(said["plain"]["trackers"]) == PEOPLE, "once each, however often it was sent"
    assert said["voters"] == PEOPLE
