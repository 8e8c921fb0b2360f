"""kill -9 of workers at random: no job is lost, and each has its effect once."""

import random
import time
from collections import Counter

import pytest
from towns import until

pytestmark = pytest.mark.slow
JOBS = 100


def test_a_hundred_jobs_survive_workers_that_are_killed(make_town):
    town = make_town()
    town.ask(
        "from kill_town.work import count, publish\n"
        f"for n in range({JOBS // 2}):\n    count.enqueue(number=n)\n    publish.using(unique=f'p{{n}}').enqueue(number=n)"
    )
    workers = {process.pid: process for process in (town.start("worker") for _n in range(3))}
    sign = town.data / "peer" / "at-work"
    chance = random.Random(7)
    kills, end = 0, time.monotonic() + 240
    while kills < 8 and time.monotonic() < end:
        time.sleep(chance.random() / 5)
        pid = int(sign.read_text() or 0) if sign.exists() else 0
        if pid in workers:
            workers[pid].kill()
            workers.pop(pid).wait()
            kills += 1
            again = town.start("worker")
            workers[again.pid] = again
    assert kills == 8, town.log()
    left = "print(Job.objects.filter(data__has_key='number', done_at=None).count())"
    until(lambda: town.ask(left) == "0", 240)
    rest = town.ask(
        "print(list(Job.objects.filter(data__has_key='number', done_at=None).values('name', 'attempts', 'error', 'failed_at')))"
    )
    assert rest == "[]", town.log()

    counted = eval(town.ask("print([r.data['number'] for r in Record.objects.filter(name='counted')])"))
    assert sorted(counted) == list(range(JOBS // 2))  # none lost, none twice

    peer = town.data / "peer"
    assert len(list(peer.glob("key-*"))) == JOBS // 2
    tries = Counter((peer / "tries").read_text().split())
    assert len(tries) == JOBS // 2
    again = int(town.ask("print(Job.objects.filter(data__has_key='number', attempts__gt=1).count())"))
    assert again  # the killing did hit jobs
    for worker in workers.values():
        worker.terminate()
    assert [worker.wait(30) for worker in workers.values()] == [0, 0, 0]
