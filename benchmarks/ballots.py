"""Encrypted ballots checked and stored per second and core, beside the mere check: the share that storing leaves must be 0.8 at least.

One yes/no/blank question, its ballots made before; both are measured in turns, in CPU time, on a town's own database file.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta

TARGET = 0.8
VOTERS, ROUNDS = 120, 4


def measure() -> tuple[float, float]:
    """Ballots per second of CPU: checked only, and checked and stored."""
    from beffroi.engines.ballots import casting
    from beffroi.ground.people.actions import create_account
    from beffroi.kernel import clock
    from beffroi.participation.ballots import actions, checking
    from beffroi.participation.ballots.kitchen import THREE, secret_election
    from beffroi.participation.spaces import actions as spaces
    from beffroi.participation.spaces.models import Component

    at = clock.now()
    process = spaces.create(person=None, at=at - timedelta(days=2), title="La rue", question="Que faire ?", summary="La rue.")
    component = Component.objects.create(process=process, kind="vote", title="Le vote", published_at=at)
    spaces.publish(process=process, person=None, at=at)
    people = [{"name": f"V {n}", "email": f"v{n}@example.org"} for n in range(VOTERS)]
    accounts = [create_account(email=one["email"], name=one["name"], at=at) for one in people]
    held = secret_election(component, at=at, people=people, trustees_named=THREE[:1])
    ballots = [held.ballot(number, [[0, 1, 0]]) for number in range(VOTERS)]
    known = checking.protocol(held.election)
    casting.check(known, ballots[0])
    checked = stored = 0.0
    each = VOTERS // ROUNDS
    for place in range(ROUNDS):
        part = range(place * each, (place + 1) * each)
        began = time.process_time()
        for number in part:
            casting.check(known, ballots[number])
        checked += time.process_time() - began
        began = time.process_time()
        for number in part:
            actions.cast_secret(election=held.election, person=accounts[number], raw=ballots[number], at=at)
        stored += time.process_time() - began
    return VOTERS / checked, VOTERS / stored


def main() -> int:
    if "DATA" not in os.environ:
        with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as folder:
            env = {**os.environ, "DATA": folder, "DATABASE_URL": "", "DJANGO_SETTINGS_MODULE": "beffroi.settings"}
            subprocess.run([sys.executable, "-m", "beffroi", "migrate"], env=env, check=True, stdout=subprocess.DEVNULL)
            return subprocess.run([sys.executable, "-m", "benchmarks.ballots"], env=env, check=False).returncode
    import django

    django.setup()
    raw, stored = measure()
    share = stored / raw
    mark = "" if share >= TARGET else "   TOO SLOW"
    print(f"ballots: {raw:.0f} checked, {stored:.0f} checked and stored per second and core: {share:.2f} (at least {TARGET}){mark}")
    return int(share < TARGET)


if __name__ == "__main__":
    sys.exit(main())
