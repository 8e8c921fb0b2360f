"""What runs in a web or worker process."""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connections
from django.urls import get_resolver
from django.utils import translation
from django.utils.translation import gettext
from granian.constants import Interfaces
from granian.net import SocketHolder
from granian.server.embed import Server

from beffroi.kernel import worker
from beffroi.kernel.commands.watch import GRACE
from beffroi.kernel.edge import changes

logger = logging.getLogger(__name__)

M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -8, -1, -3

Asgi = Callable[..., Any]


def run(role: str, *, slot: int, listening: tuple[int, bool, int], asgi: Asgi, ready: Callable[[], None], settle: float = 0.0) -> None:
    """Be a web or worker process until told to stop. `listening`: the supervisor's socket, as granian writes it down;
    `settle`: seconds until a worker in the web process begins, so that whoever is waiting for a page has it first."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    changes.slot = slot
    if role == "worker":
        ready()
        worker.main()
    else:
        inside = Inside() if role == "both" else None
        asyncio.run(_serve(asgi, SocketHolder(*listening), ready, inside, settle))  # type: ignore[call-arg]


class Inside(threading.Thread):
    """A worker in the web process: one heap of objects instead of two (docs/decisions/0052). Not for PostgreSQL, where
    the statements of jobs have another time limit than those of pages."""

    def __init__(self) -> None:
        super().__init__(name="worker", daemon=True)
        self.worker = worker.Worker()

    def run(self) -> None:
        try:
            self.worker.work()
        except BaseException:
            logger.exception("the worker ended: its process is started again")
            os._exit(70)


async def _serve(asgi: Asgi, holder: Any, ready: Callable[[], None], inside: Inside | None = None, settle: float = 0.0) -> None:
    class Listening(Server):
        """granian's server in our event loop, on the socket that the supervisor opened."""

        def _init_shared_socket(self) -> None:
            self._ssp: Any = None
            self._shd = holder

    made = Listening(asgi, interface=Interfaces.ASGINL, log_enabled=False, backlog=1024, backpressure=2048, websockets=True)
    loop = asyncio.get_running_loop()

    until = 0.0

    def leave() -> None:
        if inside and inside.is_alive():
            inside.join(until - time.monotonic())
        os._exit(0)  # threads that wait for work are not waited for

    def stop() -> None:
        nonlocal until
        until = time.monotonic() + GRACE - 1
        made.stop()
        if inside:
            inside.worker.stop()
        # Connections that stay open do not hold the town's stop.
        threading.Timer(GRACE - 3, leave).start()

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
    if inside:
        loop.call_later(settle, inside.start)
    loop.call_later(0.05, ready)
    trimming = asyncio.create_task(_give_memory_back())
    await made.serve()
    trimming.cancel()
    leave()


def warm_up() -> None:
    """Load before the fork what every child needs, then leave that memory alone so that it stays shared."""
    get_resolver().url_patterns  # noqa: B018
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            gettext(code)  # no text of ours: it has the catalogues of that language read
    keep_memory_small()
    freeze()


def freeze() -> None:
    """What is loaded now stays: leave that memory alone."""
    connections.close_all()
    gc.collect()
    gc.freeze()


def keep_memory_small() -> None:
    """glibc gives each thread a heap of its own and holds on to what was freed: two heaps are enough, large pieces go back."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        for option, value in ((M_ARENA_MAX, 2), (M_TRIM_THRESHOLD, 128 * 1024), (M_MMAP_THRESHOLD, 64 * 1024)):
            libc.mallopt(option, value)


async def _give_memory_back() -> None:
    """After busy minutes, tell the machine what is free again."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        while True:
            await asyncio.sleep(20)
            libc.malloc_trim(0)
