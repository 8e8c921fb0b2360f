"""One process group: Django is loaded once, then web and worker processes are forked from it and share its memory.

A child that dies is started again; SIGTERM or Ctrl-C stops all within seconds; children die with a parent that is killed.
The listening socket belongs to the parent, so that connections wait while a web process is started again.
"""

import asyncio
import contextlib
import ctypes
import gc
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.urls import get_resolver
from django.utils.translation import gettext as _
from granian.constants import Interfaces
from granian.net import SocketSpec
from granian.server.embed import Server

from beffroi.kernel import worker
from beffroi.kernel.commands.state import Stop
from beffroi.kernel.edge import changes

logger = logging.getLogger(__name__)

GRACE = 9.0  # seconds for the children to end by themselves
SIGNALS = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGCHLD}
PR_SET_PDEATHSIG = 1
M_ARENA_MAX, M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -8, -1, -3


@dataclass
class Child:
    """A process of ours: what it runs, and how it fared."""

    name: str
    slot: int
    run: Callable[["Child"], None]
    pid: int = 0
    started_at: float = 0.0
    deaths: int = 0
    ready: bool = False
    pipe: tuple[int, int] = field(default_factory=os.pipe)


class PortTaken(Stop):
    """Somebody else listens there."""


def must_be_free(host: str, port: int) -> None:
    """PortTaken if somebody else listens there: the real socket shares its port too willingly to notice a stranger."""
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        places = {"host": host, "port": port, "why": getattr(error, "strerror", None) or error}
        raise PortTaken(_("Cannot listen on %(host)s:%(port)d (%(why)s). Choose another port with --port.") % places) from None


class Supervisor:
    def __init__(self, *, host: str, port: int, webs: int = 1, workers: int = 1, on_ready: Callable[[], None] | None = None) -> None:
        must_be_free(host, port)
        self.holder = SocketSpec(host, port, 1024).build()  # before the fork
        self.address = (host, port)
        self.on_ready = on_ready
        self.children = [Child(f"web {n}", n, self._web) for n in range(1, webs + 1)]
        self.children += [Child(f"worker {n}", webs + n, self._worker) for n in range(1, workers + 1)]
        self.stopping = False

    def run(self) -> int:
        """Until told to stop. 0 when all ended well."""
        warm_up()
        signal.pthread_sigmask(signal.SIG_BLOCK, SIGNALS)
        for child in self.children:
            os.set_blocking(child.pipe[0], False)
            self._start(child)
        while True:
            heard = signal.sigtimedwait(SIGNALS, 0.2)
            if heard and heard.si_signo != signal.SIGCHLD:
                return self._stop()
            self._reap()
            self._listen_to_children()

    def _start(self, child: Child) -> None:
        parent = os.getpid()
        child.started_at = time.monotonic()
        child.pid = os.fork()
        if child.pid:
            return
        code = 1
        try:
            die_with(parent)
            for number in SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            changes.slot = child.slot
            child.run(child)
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            logger.exception("%s", child.name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        """Start again what died; one that dies at once, again and again, is given more and more time."""
        for child in self.children:
            if child.pid:
                pid, status = os.waitpid(child.pid, os.WNOHANG)
                if not pid:
                    continue
                lived = time.monotonic() - child.started_at
                child.deaths = child.deaths + 1 if lived < 30 else 1
                child.pid = 0
                logger.error("%s ended (%s) after %.0f s; it is started again", child.name, _how(status), lived)
            if time.monotonic() - child.started_at > min(0.2 * 2**child.deaths, 30):
                self._start(child)

    def _listen_to_children(self) -> None:
        for child in self.children:
            if not child.ready:
                try:
                    child.ready = bool(os.read(child.pipe[0], 1))
                except BlockingIOError:
                    continue
        if self.on_ready and all(child.ready for child in self.children):
            tell, self.on_ready = self.on_ready, None
            tell()

    def _stop(self) -> int:
        alive = {child.pid for child in self.children if child.pid}
        for pid in alive:
            os.kill(pid, signal.SIGTERM)
        until = time.monotonic() + GRACE
        while alive and time.monotonic() < until:
            alive = {pid for pid in alive if os.waitpid(pid, os.WNOHANG)[0] == 0}
            time.sleep(0.02)
        for pid in alive:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        return 0

    def _web(self, child: Child) -> None:
        from_parent = self.holder

        class Listening(Server):
            """granian's server in our event loop, on the socket that the parent opened."""

            def _init_shared_socket(self) -> None:
                self._ssp: Any = None
                self._shd: Any = from_parent

        asyncio.run(serve(Listening, self.address, child.pipe[1]))

    def _worker(self, child: Child) -> None:
        os.write(child.pipe[1], b".")
        worker.main()


async def serve(server: type[Server], address: tuple[str, int], ready: int) -> None:
    """One web process."""
    from_asgi = application()
    made = server(from_asgi, *address, interface=Interfaces.ASGINL, log_enabled=False, backlog=1024, backpressure=2048, websockets=True)
    loop = asyncio.get_running_loop()

    def stop() -> None:
        made.stop()
        # Connections that stay open do not hold the town's stop.
        threading.Timer(GRACE - 3, os._exit, [0]).start()

    loop.add_signal_handler(signal.SIGTERM, stop)
    loop.add_signal_handler(signal.SIGINT, stop)
    loop.call_later(0.05, os.write, ready, b".")
    trimming = asyncio.create_task(give_memory_back())
    await made.serve()
    trimming.cancel()
    os._exit(0)  # threads that wait for work are not waited for


_application: list[Callable] = []


def application() -> Callable:
    return _application[0]


def load(asgi: Callable) -> None:
    """The ASGI application that web processes serve (given by `beffroi.__main__`, which may import from above)."""
    _application[:] = [asgi]


def warm_up() -> None:
    """Load in the parent what every child needs, then leave its memory alone so that it stays shared."""
    get_resolver().url_patterns  # noqa: B018
    keep_memory_small()
    connections.close_all()
    gc.collect()
    gc.freeze()


def apart(work: Callable[[], int]) -> int:
    """Do something in a child process and wait for it; its code, or 130 when it was interrupted."""
    connections.close_all()
    parent, pid = os.getpid(), os.fork()
    if not pid:
        code = 1
        try:
            die_with(parent)
            code = work()
        except Stop as stop:
            sys.stderr.write(f"beffroi: {stop}\n")
        except KeyboardInterrupt:
            code = 130
        except BaseException:
            logger.exception("it was not finished")
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    try:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    except KeyboardInterrupt:
        os.waitpid(pid, 0)
        return 130


def keep_memory_small() -> None:
    """glibc gives each thread a heap of its own and holds on to what was freed: two heaps are enough, large pieces go back."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        for option, value in ((M_ARENA_MAX, 2), (M_TRIM_THRESHOLD, 128 * 1024), (M_MMAP_THRESHOLD, 64 * 1024)):
            libc.mallopt(option, value)


async def give_memory_back() -> None:
    """After busy minutes, tell the machine what is free again."""
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        while True:
            await asyncio.sleep(20)
            libc.malloc_trim(0)


def die_with(parent: int) -> None:
    """This process ends when its parent does, however that ends (Linux)."""
    try:
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    except (OSError, AttributeError):
        return
    if os.getppid() != parent:
        os._exit(1)


def _how(status: int) -> str:
    return f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"code {os.waitstatus_to_exitcode(status)}"
