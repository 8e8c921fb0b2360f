"""kill -9 of workers at random: no job is lost, and each has its effect once."""

import random
import time
from collections import Counter

import pytest

pytestmark = pytest.mark.slow
JOBS = 100


def test_a_hundred_jobs_survive_workers_that_are_killed(make_town):
    town = make_town()
    town.ask(
        "from kill_town.work import count, publish\n"
        f"for n in range({JOBS // 2}):\n    count.enqueue(number=n)\n    publish.using(unique=f'p{{n}}').enqueue(number=n)"
    )
    workers = [town.start("worker") for _n in range(3)]
    chance = random.Random(7)
    kills, end = 0, time.monotonic() + 150
    while time.monotonic() < end:
        time.sleep(1.2 + chance.random() * 1.5)
        if kills < 8:
            victim = chance.randrange(len(workers))
            workers[victim].kill()
            workers[victim].wait()
            kills += 1
            workers[victim] = town.start("worker")
        elif town.ask("print(Job.objects.filter(data__has_key='number', done_at=None).count())") == "0":
            break
    assert kills == 8
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
    for worker in workers:
        worker.terminate()
    assert [worker.wait(15) for worker in workers] == [0, 0, 0]
