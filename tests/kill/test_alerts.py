"""kill -9 of workers while an alert goes out: nobody is told twice, nobody is lost without a word."""

import random
import threading
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from towns import until

pytestmark = pytest.mark.slow
COUNT = 500


class Sink:
    """Takes mail, not too fast, so that the killing hits something."""

    def __init__(self):
        self.told: Counter[str] = Counter()
        self.lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope):
        with self.lock:
            self.told.update(envelope.rcpt_tos)
        time.sleep(0.004)
        return "250 taken"


SET_UP = f"""
from datetime import timedelta
from beffroi.ground.people.actions import create_account
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.models import Subscription
at = clock.now()
person = create_account(email="v@example.org", name="V", at=at, roles=["validator"])
Subscription.objects.bulk_create(
    Subscription(way="email", address=f"{{n}}@example.org", created_at=at, confirmed_at=at) for n in range({COUNT})
)
values = {{"headline": "Crue", "happens": "L'eau monte.", "onset": at, "expires": at + timedelta(hours=6)}}
actions.issue(alert=actions.draft(hazard="flood", values=values, author=person, at=at), person=person, at=at)
"""
STATES = """
from collections import Counter
from beffroi.outreach.alerts.models import Sending
print(dict(Counter(Sending.objects.values_list("state", flat=True))))
"""
UNCERTAIN = """
from datetime import timedelta
from beffroi.outreach.alerts import sending
from beffroi.outreach.alerts.models import Sending
sending.lose(at=clock.now() + timedelta(hours=1))
print(list(Sending.objects.filter(state="unknown").values_list("subscription__address", flat=True)))
"""


def test_an_alert_survives_workers_that_are_killed(make_town, free_port, monkeypatch):
    sink = Sink()
    server = Controller(sink, hostname="127.0.0.1", port=free_port)
    server.start()
    try:
        monkeypatch.setenv("MAIL_URL", f"smtp://127.0.0.1:{free_port}")
        town = make_town(settings="beffroi.settings")
        town.ask(SET_UP)
        chance, workers, kills = random.Random(3), [town.start("worker") for _n in range(2)], 0
        end = time.monotonic() + 200
        while kills < 3 and time.monotonic() < end:
            seen = sum(sink.told.values())
            if until(lambda seen=seen: sum(sink.told.values()) > seen + 20, 90):
                time.sleep(chance.random() / 8)
                victim = workers.pop(chance.randrange(len(workers)))
                victim.kill()
                victim.wait()
                kills += 1
                workers.append(town.start("worker"))
        assert kills == 3, town.log()
        until(lambda: not {"waiting"} & set(eval(town.ask(STATES))), 200)
        states = eval(town.ask(STATES))
        assert "waiting" not in states, (states, town.log())
        uncertain = set(eval(town.ask(UNCERTAIN)))
    finally:
        server.stop()
    assert sum(states.values()) == COUNT
    assert max(sink.told.values()) == 1  # nobody twice
    lost = {f"{n}@example.org" for n in range(COUNT)} - set(sink.told)
    assert lost <= uncertain  # who was not told stands on the desk as uncertain
    assert uncertain  # the killing did hit rows in hand
