"""One process group: Django is loaded once, then web and worker processes are forked from it and share its memory.

The process that forked them then becomes a small watcher (`watch`): a child that dies is started again, SIGTERM or Ctrl-C
stops all within seconds, and children die with a parent that is killed. The listening socket stays open meanwhile.
"""

import json
import logging
import os
import select
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.utils.translation import gettext as _
from granian.net import SocketSpec

from beffroi.kernel.commands import process, watch
from beffroi.kernel.commands.state import Stop
from beffroi.kernel.edge import changes

logger = logging.getLogger(__name__)

READY_SECONDS = 30.0


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


@dataclass
class Child:
    name: str
    role: str
    slot: int
    pid: int = 0
    ready: int = -1  # the end of a pipe that becomes readable when the child serves, or has died


def roles(*, webs: int, workers: int, one: bool) -> list[str]:
    """What each process does: `web`, `worker`, or `both` where there is one of each and they may be one."""
    return ["both"] if one and webs == workers == 1 else ["web"] * webs + ["worker"] * workers


NAMES = {"web": "web", "worker": "worker", "both": "web and worker"}


class Supervisor:
    def __init__(self, *, host: str, port: int, asgi: process.Asgi, roles: list[str], on_ready: Callable[[], None] | None = None) -> None:
        must_be_free(host, port)
        self.holder = SocketSpec(host, port, 1024).build()
        written: Any = self.holder.__getstate__()
        self.listening: tuple[int, bool, int] = written  # descriptor, is a path, backlog
        self.asgi, self.on_ready = asgi, on_ready
        self.children = [Child(f"{NAMES[role]} {slot}", role, slot) for slot, role in enumerate(roles, start=1)]

    def run(self) -> int:
        """Start all, say so once they are ready, and become the watcher; returns only if told to stop before."""
        process.warm_up()
        signal.pthread_sigmask(signal.SIG_BLOCK, watch.SIGNALS)
        for child in self.children:
            self._start(child)
        waiting = {child.ready for child in self.children}
        for _tick in range(int(READY_SECONDS * 5)):
            waiting -= set(select.select(list(waiting), [], [], 0.2)[0])
            heard = signal.sigtimedwait(watch.SIGNALS - {signal.SIGCHLD}, 0)
            if heard:
                return watch.stop([child.pid for child in self.children])
            if not waiting:
                break
        if self.on_ready:
            self.on_ready()
        self._become_the_watcher()
        return 1

    def _start(self, child: Child) -> None:
        parent, (reading, writing) = os.getpid(), os.pipe()
        child.pid = os.fork()
        if child.pid:
            os.close(writing)
            child.ready = reading
            return
        code = 1
        try:
            watch.die_with(parent)
            for number in watch.SIGNALS:
                signal.signal(number, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, watch.SIGNALS)
            process.run(child.role, slot=child.slot, listening=self.listening, asgi=self.asgi, ready=lambda: os.close(writing))
            code = 0
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            logger.exception("%s", child.name)
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _become_the_watcher(self) -> None:
        """exec: the same process number and children, a tenth of the memory."""
        state = {
            "children": [{"name": child.name, "role": child.role, "slot": child.slot, "pid": child.pid} for child in self.children],
            "socket": list(self.listening),
            "memory": changes.descriptor,
        }
        for descriptor in (self.listening[0], changes.descriptor):
            os.set_inheritable(descriptor, True)
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(sys.executable, [sys.executable, "-S", watch.__file__, json.dumps(state)])  # noqa: S606


def child(told: str, asgi: process.Asgi) -> int:
    """`python -m beffroi _child …`: one process started again by the watcher."""
    state = json.loads(told)
    process.keep_memory_small()
    connections.close_all()
    process.run(state["role"], slot=state["slot"], listening=tuple(state["socket"]), asgi=asgi, ready=lambda: None)
    return 0


def apart(work: Callable[[], int]) -> int:
    """Do something in a child process and wait for it; its code, or 130 when it was interrupted."""
    connections.close_all()
    parent, pid = os.getpid(), os.fork()
    if not pid:
        code = 1
        try:
            watch.die_with(parent)
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
