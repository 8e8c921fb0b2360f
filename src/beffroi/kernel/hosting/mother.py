"""The process that loads the code once, without a town, and forks the processes of each town that is asked for.

It has one thread, speaks with the door by lines of JSON over a pair of sockets, starts the door again if it dies, and takes
everything with it when it ends. What it does not do: read a request, or open a database.
"""

import fcntl
import logging
import os
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from granian.net import SocketSpec

from beffroi.kernel import env
from beffroi.kernel.commands import process, watch
from beffroi.kernel.commands.state import Stop
from beffroi.kernel.commands.supervisor import must_be_free
from beffroi.kernel.hosting import binding, folder
from beffroi.kernel.hosting.folder import WrongTown
from beffroi.kernel.hosting.porter import Porter

logger = logging.getLogger(__name__)

LOCK = ".host.lock"
READY, MORE = b"\x06", b"\x05"  # it serves; on PostgreSQL its jobs want a process of their own
SETTLE = 2.0  # seconds in which a town that wakes is for its visitor alone: all that it does again and again is due
STARTING = 60.0  # seconds until a town that does not serve is given up


@dataclass
class Running:
    """The processes of one town, from the fork until the last has ended."""

    name: str
    socket: str
    pids: set[int] = field(default_factory=set)
    waiting: dict[int, bytes] = field(default_factory=dict)  # pipes of those that do not serve yet: what they said
    started_at: float = 0.0
    told_to_stop_at: float = 0.0
    wrong: str = ""
    is_ready: bool = False


class Mother:
    def __init__(
        self,
        *,
        towns: Path,
        host: str,
        port: int,
        options: dict[str, Any],
        application: Callable[[], process.Asgi],
        on_ready: Callable[[], None] | None = None,
    ) -> None:
        self.towns, self.application, self.on_ready = towns, application, on_ready
        self.lock = _lock(towns)
        must_be_free(host, port)
        self.holder = SocketSpec(host, port, 2048).build()
        self.listening: Any = self.holder.__getstate__()
        self.sockets = Path(tempfile.mkdtemp(prefix="beffroi-host-"))  # 0700: nobody else speaks with a town past the door
        self.running: dict[str, Running] = {}
        self.count = 0
        trusted = [str(network) for network in settings.TRUSTED_PROXIES]
        self.porter = Porter(self.listening, {"towns": str(towns), "trusted": trusted, **options})
        self.stopping = False

    def run(self) -> int:
        """Until told to stop."""
        process.warm_up()
        for name in settings.MIDDLEWARE:
            import_string(name)  # classes only; none is made before there is a town
        self.steps = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations or ())
        process.freeze()
        self.wakeup, writing = os.pipe()
        for end in (self.wakeup, writing):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        for number in watch.SIGNALS:
            signal.signal(number, self._told)
        try:
            while not self.stopping:
                self.porter.look_after(self._awake())
                self._turn()
            return self._stop()
        finally:
            shutil.rmtree(self.sockets, ignore_errors=True)
            (self.towns / folder.STATE).unlink(missing_ok=True)

    def _told(self, number: int, _frame: object) -> None:
        self.stopping = self.stopping or number in (signal.SIGTERM, signal.SIGINT)

    def _turn(self) -> None:
        """Wait for whatever happens first, then see to it."""
        pipes = {pipe: one for one in self.running.values() for pipe in one.waiting}
        control = self.porter.control
        ends: list[Any] = [self.wakeup, *pipes, *([control] if control else [])]
        for end in select.select(ends, [], [], 0.5)[0]:
            if end is control:
                for message in self.porter.hear():
                    self._do(message)
            elif end in pipes:
                self._hear_a_town(pipes[end], end)
            else:
                _drain(self.wakeup)
        self._reap()
        for one in list(self.running.values()):
            if one.waiting and not one.told_to_stop_at and time.monotonic() - one.started_at > STARTING:
                one.wrong = f"{one.name}: it does not start"
                self._end(one.name)
            if one.told_to_stop_at and time.monotonic() - one.told_to_stop_at > watch.GRACE:
                for pid in one.pids:
                    _kill(pid, signal.SIGKILL)

    def _do(self, message: dict[str, Any]) -> None:
        """What the door asks for."""
        if "start" in message:
            self._start(message["start"])
        elif "stop" in message:
            self._end(message["stop"])
        elif "listening" in message and self.on_ready:
            self.on_ready()
            self.on_ready = None

    def _awake(self) -> dict[str, str]:
        return {one.name: one.socket for one in self.running.values() if one.is_ready and not one.told_to_stop_at}

    # Towns.

    def _start(self, name: str) -> None:
        if name in self.running:
            return
        self.count += 1
        place = str(self.sockets / f"{name}-{self.count}")
        listening = socket.socket(socket.AF_UNIX)
        listening.bind(place)
        listening.listen(1024)
        listening.setblocking(False)
        self.running[name] = one = Running(name, place, started_at=time.monotonic())
        binding.renew_memory()
        self._fork(one, "web", 1, listening)
        listening.close()

    def _fork(self, one: Running, role: str, slot: int, listening: socket.socket | None) -> None:
        parent, (reading, writing) = os.getpid(), os.pipe()
        pid = os.fork()
        if pid:
            os.close(writing)
            one.pids.add(pid)
            one.waiting[reading] = b""
            return
        code = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in watch.SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            watch.die_with(parent)
            binding.title(one.name)
            self.porter.forget()
            os.close(self.listening[0])
            self._be(one.name, role, slot, listening, writing)
            code = 0
        except (WrongTown, Stop) as wrong:
            os.write(writing, str(wrong).encode()[:4000])
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            logger.exception("%s: %s", one.name, role)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _be(self, name: str, role: str, slot: int, listening: socket.socket | None, writing: int) -> None:
        """In the child, which reads by itself what it will be: the mother never knows a town's secrets."""
        town = folder.read(self.towns, name, known=env.SETTINGS)
        town.hosts()
        binding.bind(town)
        binding.must_be_migrated(town, self.steps)
        if role == "web" and connection.vendor == "sqlite":
            role = "both"  # docs/decisions/0052
        elif role == "web":
            os.write(writing, MORE)

        def ready() -> None:
            os.write(writing, READY)
            os.close(writing)

        place = (listening.fileno(), True, 1024) if listening else (-1, True, 0)
        process.run(role, slot=slot, listening=place, asgi=FromTheDoor(self.application()), ready=ready, settle=SETTLE)

    def _hear_a_town(self, one: Running, pipe: int) -> None:
        piece = os.read(pipe, 4096)
        if piece:
            if piece.startswith(MORE) and not one.waiting[pipe]:
                piece = piece.removeprefix(MORE)
                self._fork(one, "worker", 2, None)
            one.waiting[pipe] += piece
            return
        os.close(pipe)
        said = one.waiting.pop(pipe)
        if said != READY and not one.told_to_stop_at:
            one.wrong = one.wrong or said.removeprefix(READY).decode(errors="replace") or f"{one.name}: it ended before it served"
            self._end(one.name)
        elif not one.waiting and not one.told_to_stop_at:
            one.is_ready = True
            self.porter.tell(ready=one.name, socket=one.socket)

    def _end(self, name: str) -> None:
        one = self.running.get(name)
        if one and not one.told_to_stop_at:
            one.told_to_stop_at = time.monotonic()
            for pid in one.pids:
                _kill(pid, signal.SIGTERM)

    def _reap(self) -> None:
        self.porter.reap()
        for one in list(self.running.values()):
            for pid in list(one.pids):
                found, status = os.waitpid(pid, os.WNOHANG)
                if not found:
                    continue
                one.pids.discard(pid)
                if not one.told_to_stop_at and not one.wrong and one.is_ready:
                    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"code {os.waitstatus_to_exitcode(status)}"
                    watch.say(f"{one.name} ended ({how}) after {time.monotonic() - one.started_at:.0f} s")
                    self.porter.tell(lost=one.name)
                self._end(one.name)  # a web process without its worker, or a worker without its web, is no town
            if not one.pids and not one.waiting:
                del self.running[one.name]
                Path(one.socket).unlink(missing_ok=True)
                if one.wrong:
                    watch.say(one.wrong)
                    self.porter.tell(failed=one.name, why=one.wrong)
                else:
                    self.porter.tell(ended=one.name)

    def _stop(self) -> int:
        pids = [pid for one in self.running.values() for pid in one.pids]
        return watch.stop([*pids, *self.porter.pids()])


class FromTheDoor:
    """What a town's process does first with a request: only the door can have sent it, and it has told who asks."""

    def __init__(self, application: process.Asgi) -> None:
        self.application = application

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        await self.application({**scope, "client": ("127.0.0.1", 0), "server": ("127.0.0.1", 80)}, receive, send)


def _lock(towns: Path) -> IO[str]:
    """One host for a folder: two would serve the same town twice."""
    try:
        held = (towns / LOCK).open("w")
    except OSError as error:
        raise Stop(_("The folder of towns %(folder)s cannot be written (%(why)s).") % {"folder": towns, "why": error.strerror}) from None
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise Stop(_("The towns of %(folder)s are being hosted already.") % {"folder": towns}) from None
    return held


def _drain(pipe: int) -> None:
    try:
        while os.read(pipe, 4096):
            pass
    except BlockingIOError:
        return


def _kill(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
