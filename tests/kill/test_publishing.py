"""kill -9 of workers at random during 200 deliveries over four networks: none twice, none lost, doubts only where no network can tell."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing, suppress
from datetime import UTC, datetime

import psycopg
import pytest
from peers import mastodon, pds, telegram
from peers.fake_platforms import facebook
from towns import until

pytestmark = pytest.mark.slow
EACH = 50
KILLS = 24
CHANCE = random.Random(11)


class Slow:
    """The network takes its time before it acts and after: a worker may die on either side."""

    def answer(self, call):
        time.sleep(CHANCE.random() / 12)
        self.now = datetime.now(UTC).replace(microsecond=0)
        answered = super().answer(call)
        time.sleep(CHANCE.random() / 12)
        return answered


class SlowPds(Slow, pds.Pds): ...


class SlowTelegram(Slow, telegram.Telegram): ...


class SlowFacebook(Slow, facebook.Facebook): ...


ASK = """
from beffroi.channels.base import actions
from beffroi.channels.base.models import Account
from beffroi.channels.base.types import Message
from beffroi.kernel.subjects import Subject
from django.conf import settings
at = clock.now()
accounts = [Account.objects.create(name="Commune", **one) for one in {accounts!r}]
for n in range({each}):
    for account in accounts:
        message = Message(f"Nouvelle {{n}} de la commune")
        actions.deliver(account=account, message=message, subject=Subject("nothing", n), key=f"{{account.kind}}-{{n}}", at=at)
"""


@pytest.fixture
def peers(monkeypatch):
    made = {"bluesky": SlowPds(), "telegram": SlowTelegram(), "facebook": SlowFacebook()}
    with mastodon.running() as server:
        server.ask(
            "POST", "/api/v1/_mock/faults", json={"match": {"path": "/api/v1/statuses"}, "effect": {"type": "latency", "delay_ms": 60}}
        )
        addresses = {"mastodon": server.address} | {name: peer.start().address for name, peer in made.items()}
        monkeypatch.setenv("PEERS", json.dumps(addresses))
        yield made | {"mastodon": server}
        for peer in made.values():
            peer.stop()


def accounts(peers) -> list[dict]:
    group = {"channel": "@valbourg", "group": telegram.GROUP, "bot": telegram.BOT}
    return [
        {"kind": "mastodon", "remote_id": peers["mastodon"].me()["id"], "settings": {"instance": peers["mastodon"].address}, "secrets": {"token": "alice_token"}},
        {"kind": "bluesky", "remote_id": pds.DID, "settings": {"service": peers["bluesky"].address, "name": pds.NAME}, "secrets": {"password": pds.PASSWORD}},
        {"kind": "telegram", "remote_id": str(telegram.CHANNEL), "settings": group, "secrets": {"token": telegram.TOKEN}},
        {"kind": "facebook", "remote_id": facebook.PAGE, "secrets": {"token": "page-token"}},
    ]  # fmt: skip


def published(peers) -> dict[str, list[str]]:
    """What stands on each network, as its readers see it."""
    texts = {
        "mastodon": [re.sub("<[^>]+>", "", status["content"]) for status in peers["mastodon"].statuses()],
        "bluesky": [record["text"] for record in peers["bluesky"].posts()],
        "telegram": [post["text"] for post in peers["telegram"].posts()],
        "facebook": [row["message"] for row in peers["facebook"].rows.values()],
    }
    assert peers["bluesky"].commits == len(texts["bluesky"])
    return texts


def rows(town, question: str) -> list[tuple]:
    """Read beside the workers, without a process of its own."""
    with closing(psycopg.connect(town.url) if town.url else sqlite3.connect(town.data / "beffroi.sqlite3", timeout=20)) as there:
        return there.execute(question).fetchall()


def in_a_call(town) -> set[int]:
    """Processes that are in the middle of an irreversible call: the number stands in a worker's name."""
    sending = {str(id) for (id,) in rows(town, "SELECT id FROM base_delivery WHERE state = 'sending'")}
    held = "SELECT worker, data FROM kernel_job WHERE worker <> '' AND done_at IS NULL AND failed_at IS NULL AND name LIKE '%push_delivery'"
    return {int(worker.split(":")[-2]) for worker, data in rows(town, held) if re.search(r"\d+", str(data))[0] in sending}


def test_two_hundred_publications_survive_workers_that_are_killed(make_town, peers):
    town = make_town(settings="kill_town.publishing_settings")
    town.ask(ASK.format(accounts=accounts(peers), each=EACH))
    parent = subprocess.Popen([sys.executable, "-m", "kill_town.forking"], env=town.env, stdout=subprocess.DEVNULL)
    town.processes.append(parent)
    open_states = "SELECT count(*) FROM base_delivery WHERE state NOT IN ('sent', 'failed', 'unknown')"
    for _kill in range(KILLS):
        victims = until(lambda: in_a_call(town), 120)
        with suppress(ProcessLookupError):
            os.kill(CHANCE.choice(sorted(victims)), signal.SIGKILL)
        time.sleep(0.1 + CHANCE.random() / 3)
    assert until(lambda: rows(town, open_states)[0][0] == 0, 240), rows(
        town, "SELECT state, error FROM base_delivery WHERE state <> 'sent'"
    )

    states = Counter(rows(town, "SELECT kind, state FROM base_delivery JOIN base_account account ON account.id = account_id"))
    texts = published(peers)
    twice = {name: [text for text, times in Counter(found).items() if times > 1] for name, found in texts.items()}
    assert twice == dict.fromkeys(texts, [])
    for name in ("mastodon", "bluesky", "facebook"):
        assert (states[name, "sent"], len(texts[name])) == (EACH, EACH), states
    assert states["telegram", "sent"] + states["telegram", "unknown"] == EACH
    assert states["telegram", "sent"] <= len(texts["telegram"]) <= EACH
    hit = rows(
        town,
        "SELECT kind, count(DISTINCT delivery_id) FROM base_deliveryevent JOIN base_delivery delivery ON delivery.id = delivery_id "
        "JOIN base_account account ON account.id = account_id WHERE word = 'being checked' GROUP BY kind",
    )
    assert sum(count for _kind, count in hit) >= KILLS // 2, hit  # the killing did hit calls
    parent.terminate()
    assert parent.wait(30) == 0
