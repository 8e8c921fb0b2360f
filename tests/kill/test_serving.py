"""kill -9 of web and worker at random during writes: nothing that was acknowledged is lost, nothing is orphaned."""

import http.client
import json
import os
import random
import signal
import threading
import time

import pytest
from towns import BASE, children, is_alive, until

pytestmark = pytest.mark.slow


def ask(port: int, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    """Status and body; 0 when the connection broke."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        line.request(method, path, body)
        answer = line.getresponse()
        return answer.status, answer.read().decode()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        line.close()


@pytest.fixture
def served(make_town, free_port):
    town = make_town()
    process = town.start("serve", "--port", str(free_port))
    assert until(lambda: ask(free_port, "GET", "/ready")[0] == 200, 120), town.log()
    return town, process, free_port


def test_what_was_acknowledged_is_there_after_random_kills(served):
    town, process, port = served
    acknowledged: list[int] = []
    old: list[tuple[int, int]] = []
    stop = threading.Event()

    def citizen(start: int) -> None:
        number = start
        while not stop.is_set():
            number += 1
            status, _body = ask(port, "POST", "/kill/write", str(number))
            if status == 200:
                acknowledged.append(number)
                # Through the edge cache: never a page older than what was acknowledged before it was asked for.
                least = len(acknowledged)
                count = ask(port, "GET", "/kill/count")[1]
                if count and int(count) < least:
                    old.append((int(count), least))

    citizens = [threading.Thread(target=citizen, args=(n * 1_000_000,)) for n in range(3)]
    for one in citizens:
        one.start()
    chance = random.Random(11)
    for _kill in range(8):
        time.sleep(1.5 + chance.random() * 2)
        assert until(lambda: children(process.pid), 120)  # the only one may just have been killed
        os.kill(chance.choice(children(process.pid)), signal.SIGKILL)
    time.sleep(2)
    stop.set()
    for one in citizens:
        one.join(30)

    assert len(acknowledged) > 50
    assert not old
    assert until(lambda: ask(port, "GET", "/ready")[0] == 200, 120), town.log()
    assert until(lambda: town.ask("print(Job.objects.filter(name__contains='hear', done_at=None).count())") == "0", 240)
    said = json.loads(
        town.ask(
            "import json\n"
            "rows = lambda name: [r.data['number'] for r in Record.objects.filter(name=name)]\n"
            "print(json.dumps([rows('written'), rows('heard'), [str(p) for p in ledger.verify()], ledger.head().sequence]))"
        )
    )
    written, heard, problems, entries = said
    assert set(acknowledged) <= set(written)
    assert len(written) == len(set(written)) == entries
    assert sorted(heard) == sorted(written)
    assert problems == []
    assert "whole" in town.run("check", "ledger").stdout


def test_it_stops_within_seconds_and_leaves_nobody(served):
    _town, process, _port = served
    pids = children(process.pid)
    assert len(pids) == (2 if BASE else 1)
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(15) == 0
    assert time.monotonic() - begun < 10
    assert not any(is_alive(pid) for pid in pids)


def test_web_and_worker_apart(make_town, free_port, monkeypatch):
    """On SQLite too, if so set; a worker that is killed leaves the pages alone."""
    monkeypatch.setenv("ONE_PROCESS", "no")
    town = make_town()
    process = town.start("serve", "--port", str(free_port))
    assert until(lambda: ask(free_port, "GET", "/ready")[0] == 200, 120), town.log()
    web, worker = children(process.pid)
    os.kill(worker, signal.SIGKILL)
    assert ask(free_port, "POST", "/kill/write", "7")[0] == 200
    assert until(lambda: town.ask("print(Job.objects.filter(name__contains='hear', done_at=None).count())") == "0", 240)
    assert children(process.pid)[0] == web


def test_children_die_with_a_supervisor_that_is_killed(served):
    _town, process, port = served
    pids = children(process.pid)
    process.kill()
    process.wait()
    assert until(lambda: not any(is_alive(pid) for pid in pids), 30)
    assert ask(port, "GET", "/health")[0] == 0


def test_a_port_in_use_is_said_in_one_sentence(served):
    town, _process, port = served
    second = town.run("serve", "--port", str(port), check=False)
    assert second.returncode == 1
    assert len(second.stderr.strip().splitlines()) == 1
    assert str(port) in second.stderr


def test_an_old_database_is_not_served(make_town, free_port):
    town = make_town(migrate=False)
    done = town.run("serve", "--port", str(free_port), check=False)
    assert done.returncode == 1
    assert "migrate" in done.stderr
