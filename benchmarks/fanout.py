"""How long one publication takes to reach 200 inboxes of the fediverse on 200 servers, ten of which take the connection and never
answer; and what pages cost meanwhile. `./dev bench --only fediverse` makes the database and runs it.

The worker runs here with the true time-outs; the pages come from a web process on the same database.
"""

import json
import socket
import statistics
import sys
import tempfile
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import django

from benchmarks import server

COUNT, DEAF = 200, 10
LONGEST = 60.0
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from beffroi.channels.base.types import Message  # noqa: E402
from beffroi.channels.fediverse.actions import actors, publishing, remotes  # noqa: E402
from beffroi.channels.fediverse.actors_read import ReadActor  # noqa: E402
from beffroi.channels.fediverse.models import Follower, Parcel  # noqa: E402
from beffroi.kernel.worker import Worker  # noqa: E402


class Inbox(BaseHTTPRequestHandler):
    """Takes what is signed, after the time that a server on the internet needs."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        time.sleep(0.05)
        self.send_response(202 if "Signature" in self.headers else 401)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None: ...


class Inboxes(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True


def main() -> dict:
    settings.DEBUG = True  # inboxes on this machine are let through in no other way
    at = timezone.now()
    town, _account = actors.ensure_town(username="valbourg", name="Valbourg", at=at)
    open_one = Inboxes(("127.0.0.1", 0), Inbox)
    threading.Thread(target=open_one.serve_forever, daemon=True).start()
    deaf = [socket.create_server(("127.0.0.1", 0), backlog=8) for _n in range(DEAF)]
    ports = [deaf[n].getsockname()[1] if n < DEAF else open_one.server_port for n in range(COUNT)]
    places = [f"server{n}.example:{port}" for n, port in enumerate(ports)]
    settings.OUTGOING_ALLOW = places
    resolve = socket.getaddrinfo
    socket.getaddrinfo = lambda host, *rest, **more: resolve("127.0.0.1" if str(host).startswith("server") else host, *rest, **more)
    for n, place in enumerate(places):
        follow(town, f"http://{place}", n)
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as name, web(Path(name)) as url:
        before = page_times(url, seconds=4)
        worker = Worker()
        thread = threading.Thread(target=worker.work)
        thread.start()
        time.sleep(1)
        begun = time.perf_counter()
        publishing.publish(actor=town, message=Message("La rue Haute ferme lundi"), key="k", at=timezone.now())
        during: list[float] = []
        asking = threading.Thread(target=lambda: during.extend(page_times(url, seconds=8)))
        asking.start()
        sent = Parcel.objects.filter(state=Parcel.SENT)
        while sent.count() < COUNT - DEAF and time.perf_counter() - begun < LONGEST:
            time.sleep(0.05)
        reached = time.perf_counter() - begun
        waiting = Parcel.objects.filter(state=Parcel.WAITING, error__gt="")
        while waiting.count() < DEAF and time.perf_counter() - begun < LONGEST:
            time.sleep(0.05)
        seconds = time.perf_counter() - begun
        asking.join()
        worker.stop()
        thread.join(20)
    found = {"inboxes": COUNT, "deaf": DEAF, "sent": sent.count(), "seconds": round(seconds, 2), "reached_in": round(reached, 2)}
    connection.close()
    return found | {"page_ms_before": median_ms(before), "page_ms_during": median_ms(during)}


def follow(town: object, base: str, n: int) -> None:
    """Somebody on a server of their own."""
    uri = f"{base}/users/a"
    read = ReadActor(uri=uri, type="Person", username=f"a{n}", name="", url=uri, inbox=f"{base}/inbox", shared_inbox="", followers="")
    remote = remotes.keep_remote(read=read, at=timezone.now())
    Follower.objects.create(actor=town, remote=remote, activity_uri=uri, since=timezone.now())


def web(folder: Path):
    """The web process alone: the worker is here."""
    port = server.free_port()
    env = server.environment(Path(settings.DATA), WORKER_PROCESSES="0", LOG_LEVEL="ERROR")
    url = f"http://127.0.0.1:{port}/@valbourg"
    return _running([sys.executable, "-m", "beffroi", "serve", "--port", str(port)], env, url, folder / "log")


class _running:
    """`server.running`, giving the address of the page."""

    def __init__(self, command: list[str], env: dict[str, str], url: str, log: Path) -> None:
        self.url, self.inner = url, server.running(command, env, url, log=log)

    def __enter__(self) -> str:
        self.inner.__enter__()
        return self.url

    def __exit__(self, *error: object) -> None:
        self.inner.__exit__(*error)


def page_times(url: str, *, seconds: float) -> list[float]:
    """Ask for the page twenty times a second, each time another address, so that nothing is answered from a cache."""
    found, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        begun = time.perf_counter()
        with urlopen(f"{url}?n={begun}", timeout=30) as answer:
            answer.read()
        found.append(time.perf_counter() - begun)
        time.sleep(0.05)
    return found


def median_ms(times: list[float]) -> float:
    return round(statistics.median(times) * 1000, 1)


if __name__ == "__main__":
    print(json.dumps(main()))
