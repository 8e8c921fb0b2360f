"""The mother's side of the door: its process, started again if it dies, and the lines of JSON between the two."""

import json
import os
import socket
import subprocess
import sys
import time
from typing import Any

from beffroi.kernel.commands import watch


class Porter:
    """`told`: what each door is started with; it listens on a socket that stays open here, so that visitors wait."""

    def __init__(self, listening: Any, told: dict[str, Any]) -> None:
        self.listening, self.told = listening, told
        self.control: socket.socket | None = None
        self.process: subprocess.Popen | None = None
        self.begun = b""
        self.started_at, self.deaths = 0.0, 0

    def look_after(self, awake: dict[str, str]) -> None:
        if self.process is None and time.monotonic() - self.started_at > min(2**self.deaths - 1, watch.LONGEST):
            self._start(awake)

    def _start(self, awake: dict[str, str]) -> None:
        ours, theirs = socket.socketpair()
        parent = os.getpid()
        told = {**self.told, "socket": list(self.listening), "control": theirs.fileno(), "awake": awake, "pid": parent}
        self.started_at, self.begun = time.monotonic(), b""
        self.process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "beffroi.kernel.hosting.gate", json.dumps(told)],
            pass_fds=[self.listening[0], theirs.fileno()],
            preexec_fn=lambda: watch.die_with(parent),
        )
        theirs.close()
        self.control = ours

    def hear(self) -> list[dict[str, Any]]:
        """What it said; called once there is something to read."""
        assert self.control
        try:
            piece = self.control.recv(65536)
        except OSError:
            piece = b""
        if not piece:
            self.forget()
            return []
        *lines, self.begun = (self.begun + piece).split(b"\n")
        return [json.loads(line) for line in lines]

    def tell(self, **message: Any) -> None:
        """Lost if it has died: the next door is told who is awake."""
        if self.control:
            try:
                self.control.sendall(json.dumps(message).encode() + b"\n")
            except OSError:
                return

    def reap(self) -> None:
        if self.process and self.process.poll() is not None:
            self.deaths = self.deaths + 1 if time.monotonic() - self.started_at < 30 else 0
            watch.say(f"the door ended (code {self.process.returncode}); it is started again")
            self.process = None
            self.forget()

    def forget(self) -> None:
        if self.control:
            self.control.close()
            self.control = None

    def pids(self) -> list[int]:
        return [self.process.pid] if self.process and self.process.poll() is None else []
