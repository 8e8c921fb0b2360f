"""People vote one after the other, in the anonymous vote and in the secret one; a line is printed for each receipt.

`python -m kill_town.voting FILE`: codes and credentials stand in FILE. For each number that it reads, a child begins with this person:
what was loaded once is not loaded again after each kill. A ballot whose receipt was not seen is sent again.
"""

import json
import os
import sys
from pathlib import Path

import django


def vote(file: str, start: int) -> None:
    from beffroi.engines.ballots import casting
    from beffroi.ground.people.models import Account
    from beffroi.kernel import clock
    from beffroi.participation.ballots import actions, checking
    from beffroi.participation.ballots.models import Election

    said = json.loads(Path(file).read_text())
    plain, secret = (Election.objects.select_related("component__process").get(ref=ref) for ref in ("plain", "secret"))
    known = checking.protocol(secret)
    for number in range(start, len(said["codes"])):
        person = Account.objects.get(email=f"v{number}@example.org")
        raw = casting.make(known, said["words"][number], [[0, 1, 0]])
        one = actions.cast_plain(election=plain, person=person, choices=[number], code=said["codes"][number], at=clock.now())
        print("plain", number, one.tracker, flush=True)
        two = actions.cast_secret(election=secret, person=person, raw=raw, at=clock.now())
        print("secret", number, two.tracker, flush=True)
        if number % 7 == 6:  # the job that writes the marks may die as well
            actions.settle(election=plain, at=clock.now(), whatever=True)
            actions.settle(election=secret, at=clock.now(), whatever=True)


def main(file: str) -> None:
    django.setup()
    from beffroi.participation.ballots import actions  # noqa: F401 - loaded before the children begin

    for line in sys.stdin:
        if not (child := os.fork()):
            vote(file, int(line))
            sys.stdout.flush()
            os._exit(0)
        print("child", child, flush=True)
        os.waitpid(child, 0)
        print("end", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
