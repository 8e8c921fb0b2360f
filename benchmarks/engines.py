"""How long counting takes: a budget of 60,000 ballots, an opinion map of 10,000 people, a lottery, the check of a ballot."""

import random
import resource
import subprocess
import sys
import time

TARGETS = {"any rule": 0.1, "add1": 3.0, "opinions": 4.0}


def budget() -> None:
    from beffroi.engines.tally.greedy import greedy
    from beffroi.engines.tally.instance import instance
    from beffroi.engines.tally.phragmen import phragmen
    from beffroi.engines.tally.shares import NONE, equal_shares

    chance = random.Random(1)
    costs = [chance.randrange(5_000, 400_000, 1_000) for _project in range(120)]
    liked = [chance.random() ** 3 for _project in range(120)]
    ballots = [sorted(set(chance.choices(range(120), liked, k=chance.randint(1, 5)))) for _voter in range(60_000)]
    found = instance(budget=8_000_000, costs=costs, ballots=ballots)
    assert found.votes
    for name, rule in (
        ("greedy", greedy),
        ("Phragmén", phragmen),
        ("Equal Shares", lambda one: equal_shares(one, completion=NONE)),
        ("Equal Shares, add1", equal_shares),
    ):
        began = time.process_time()
        outcome = rule(found)
        took = time.process_time() - began
        say(f"60,000 ballots, {name}", took, TARGETS["add1" if "add1" in name else "any rule"], f"{len(outcome.winners)} projects")


def opinions() -> None:
    import numpy as np

    from beffroi.engines.opinions.result import map_of
    from beffroi.engines.opinions.votes import Votes

    chance = np.random.default_rng(3)
    own, likely = chance.integers(0, 3, 10_000), chance.random((3, 500))
    said = np.where(chance.random((10_000, 500)) < likely[own], 1, np.where(chance.random((10_000, 500)) < 0.8, -1, 0))
    table = np.where(chance.random((10_000, 500)) < 0.08, said, 2).astype(np.int8)
    votes = Votes([str(n) for n in range(10_000)], [str(n) for n in range(500)], table)
    began = time.process_time()
    made = map_of(votes, seed=1)
    say("opinions, 10,000 people × 500 statements", time.process_time() - began, TARGETS["opinions"], f"{len(made['groups'])} groups")


def lottery() -> None:
    from beffroi.engines.lottery.fair import fair
    from beffroi.engines.lottery.pool import Person, Pool, Quota

    chance = random.Random(1)
    features = {"sex": "fm", "age": "abcde", "degree": "xyz", "area": "nsew", "view": "+0-"}
    people = [Person(str(n), tuple(chance.choice(values) for values in features.values())) for n in range(300)]
    quotas = [
        Quota(name, value, max(40 // len(values) - 1, 0), 40 // len(values) + 2) for name, values in features.items() for value in values
    ]
    began = time.process_time()
    found = fair(Pool(tuple(features), people, quotas), 40)
    say("lottery, 300 people, panel of 40", time.process_time() - began, None, f"least chance {found.least:.3f}")


def ballots() -> None:
    """The check of whole ballots beside the bare powers that it cannot do without."""
    from beffroi.engines.ballots import casting, credentials, trustees
    from beffroi.engines.ballots.election import Election, Question, election_json
    from beffroi.engines.ballots.groups import BELENIOS_2048 as GROUP

    secret, _part = trustees.new_key(GROUP)
    question = Question("?", ("yes", "no"), 1, 1, blank=True)
    uuid = credentials.new_uuid()
    raw = election_json(name="n", description="d", group=GROUP, public_key=GROUP.of_g(secret), questions=[question], uuid=uuid)
    election = Election.read(raw)
    made = [casting.make(election, credentials.new_credential(), ([0, 1, 0],)) for _voter in range(20)]
    began = time.process_time()
    for ballot in made:
        casting.check(election, ballot)
    took = (time.process_time() - began) / len(made)
    began = time.process_time()
    for _power in range(100):
        GROUP.power(election.public_key, GROUP.random())
    say("one ballot checked (yes, no, blank)", took, None, f"{took / ((time.process_time() - began) / 100):.0f} powers of 2,048 bits")


def say(what: str, took: float, target: float | None, more: str) -> None:
    limit = f" (at most {target:g} s)" if target else ""
    print(f"   {what.ljust(44)} {took:7.3f} s CPU{limit}   {more}", flush=True)


PARTS = {"budget": budget, "opinions": opinions, "lottery": lottery, "ballots": ballots}


def main() -> int:
    """Each part in its own process, so that its memory is its own."""
    if len(sys.argv) > 1:
        PARTS[sys.argv[1]]()
        print(f"   {'memory at most'.ljust(44)} {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MB")
        return 0
    codes = [subprocess.run([sys.executable, "-m", "benchmarks.engines", part], check=False).returncode for part in PARTS]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main())
