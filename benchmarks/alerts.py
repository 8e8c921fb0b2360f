"""How long one alert takes to reach 3,000 subscribers, half by e-mail and half by push, at sinks on this machine.

The clock runs from the moment somebody presses the button to the last message that a sink has received. The mail sink
speaks SMTP, one connection after another; the push sink stands where a push service would and takes 5 ms an answer.
"""

import json
import re
import socketserver
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from beffroi.channels.base.direct import SENT, DirectSender, Outcome, direct_senders  # noqa: E402
from beffroi.ground.people.actions import create_account  # noqa: E402
from beffroi.kernel.worker import Worker  # noqa: E402
from beffroi.outreach.alerts import actions  # noqa: E402
from beffroi.outreach.alerts.models import Sending, Subscription  # noqa: E402

COUNT = 3000
got: list[float] = []
addresses: list[str] = []
lock = threading.Lock()


class Smtp(socketserver.StreamRequestHandler):
    """Enough of SMTP to take mail."""

    def handle(self) -> None:
        self.say("220 sink")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"DATA":
                self.say("354 go on")
                while self.rfile.readline() != b".\r\n":
                    continue
                with lock:
                    got.append(time.perf_counter())
                self.say("250 taken")
            elif word == b"QUIT":
                self.say("221 bye")
                return
            else:
                if found := re.match(rb"RCPT TO:<(.*)>", line, re.IGNORECASE):
                    with lock:
                        addresses.append(found.group(1).decode())
                self.say("250 sink")

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = allow_reuse_address = True


class PushSink(DirectSender):
    """Where a push service would stand: its answer takes time, and some are asked at once."""

    kind, label = "push", "sink"

    def is_ready(self) -> bool:
        return True

    def send_many(self, items, *, at):
        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(self.one, items))

    def one(self, item) -> Outcome:
        time.sleep(0.005)
        with lock:
            got.append(time.perf_counter())
            addresses.append(json.loads(item.to)["endpoint"])
        return Outcome(item.key, SENT)


def main(count: int) -> dict:
    mails = Server(("127.0.0.1", 0), Smtp)
    threading.Thread(target=mails.serve_forever, daemon=True).start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = mails.server_address
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    call_command("migrate", verbosity=0)
    at = timezone.now()
    person = create_account(email="v@example.org", name="V", at=at, roles=["validator"])
    ways = ["email", "push"]
    Subscription.objects.bulk_create(
        Subscription(
            way=ways[n % 2], address=f"{n}@example.org" if n % 2 == 0 else f"https://push.example.org/{n}", created_at=at, confirmed_at=at
        )
        for n in range(count)
    )
    values = {"headline": "Crue", "happens": "L’eau monte. " * 20, "steps": "Montez.\nRestez.", "severity": "Severe"}
    values |= {"onset": at, "expires": at + timedelta(hours=6)}
    alert = actions.draft(hazard="flood", values=values, author=person, at=at)
    worker = Worker()
    thread = threading.Thread(target=worker.work)
    with direct_senders.with_only(PushSink()):
        thread.start()
        time.sleep(1)
        begun, cpu = time.perf_counter(), time.process_time()
        actions.issue(alert=alert, person=person, at=timezone.now())
        while len(got) < count and time.perf_counter() - begun < 120:
            time.sleep(0.02)
        seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
        while Sending.objects.exclude(state=Sending.SENT).exists() and time.perf_counter() - begun < 120:
            time.sleep(0.05)
        worker.stop()
        thread.join(20)
    connection.close()
    at_middle = sorted(got)[len(got) // 2] - begun if got else 0
    return {
        "subscribers": count, "received": len(got), "twice": len(addresses) - len(set(addresses)),
        "seconds": round(seconds, 2), "half_by": round(at_middle, 2), "cpu_seconds": round(cpu, 2),
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
