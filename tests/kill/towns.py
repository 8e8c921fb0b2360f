"""Processes and databases of their own for the tests that kill."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
PATIENCE = 900  # seconds: no test here measures how long a command takes, and a machine may be loaded


@dataclass
class Town:
    """A data folder and a database, and what runs on them."""

    data: Path
    url: str
    settings: str = "kill_town.settings"
    processes: list[subprocess.Popen] = field(default_factory=list)
    more: dict[str, str] = field(default_factory=dict)  # settings of its own

    @property
    def env(self) -> dict[str, str]:
        (self.data / "peer").mkdir(parents=True, exist_ok=True)
        path = os.pathsep.join((str(HERE), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")))
        return {
            **{name: value for name, value in os.environ.items() if name != "SECRET_KEY"},
            "DATA": str(self.data), "DATABASE_URL": self.url, "DJANGO_SETTINGS_MODULE": self.settings, "PYTHONPATH": path,
            "PEER": str(self.data / "peer"), "PYTHONUNBUFFERED": "1", "LOG_LEVEL": "ERROR", **self.more,
        }  # fmt: skip

    def run(self, *verb: str, check: bool = True) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [sys.executable, "-m", "beffroi", *verb], env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
        )
        assert not check or done.returncode == 0, done.stdout + done.stderr
        return done

    def start(self, *verb: str) -> subprocess.Popen:
        with (self.data / "log").open("ab") as log:
            process = subprocess.Popen([sys.executable, "-m", "beffroi", *verb], env=self.env, cwd=ROOT, stdout=log, stderr=log)
        self.processes.append(process)
        return process

    def ask(self, code: str) -> str:
        """Run some Python in the town."""
        start = "import django; django.setup()\nfrom beffroi.kernel.models import *\nfrom beffroi.kernel import ledger, clock, jobs\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code], env=self.env, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def log(self) -> str:
        return (self.data / "log").read_text(errors="replace")[-4000:]


def children(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def until(question: Callable[[], object], seconds: float) -> object:
    """The first true answer, or the last one."""
    end = time.monotonic() + seconds
    while not (answer := question()) and time.monotonic() < end:
        time.sleep(0.1)
    return answer


@pytest.fixture
def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


BASE = os.environ.get("DATABASE_URL", "")


def on_postgresql(statement: str) -> None:
    with psycopg.connect(BASE, autocommit=True) as there:
        there.execute(statement)


def address_of(database: str) -> str:
    return urlunsplit(urlsplit(BASE)._replace(path=f"/{database}")) if database else ""


@pytest.fixture(scope="session")
def migrated(tmp_path_factory) -> Iterator[tuple[Path, str]]:
    """A database file, or the name of a database, as `./beffroi migrate` leaves it: the towns are copies."""
    name = f"kill_{secrets.token_hex(5)}" if BASE else ""
    if name:
        on_postgresql(f'CREATE DATABASE "{name}"')
    town = Town(tmp_path_factory.mktemp("migrated"), address_of(name))
    town.run("migrate")
    yield town.data / "beffroi.sqlite3", name
    if name:
        on_postgresql(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def make_town(tmp_path, migrated) -> Iterator[Callable[..., Town]]:
    """make_town() -> a town of its own, on the kind of database that the tests run on, removed afterwards."""
    file, model = migrated
    towns: list[Town] = []
    databases: list[str] = []

    def make(
        *, migrate: bool = True, settings: str = "kill_town.settings", on_sqlite: bool = False, more: dict[str, str] | None = None
    ) -> Town:
        name = ""
        if BASE and not on_sqlite:
            name = f"kill_{secrets.token_hex(5)}"
            on_postgresql(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{model}"' if migrate else ""))
            databases.append(name)
        town = Town(tmp_path / f"town-{len(towns)}", address_of(name), settings, more=more or {})
        town.data.mkdir()
        towns.append(town)
        if migrate and not name:
            for part in file.parent.glob(f"{file.name}*"):
                shutil.copy(part, town.data)
        return town

    yield make
    for town in towns:
        for process in town.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGKILL)
                process.wait()
    for name in databases:
        on_postgresql(f'DROP DATABASE "{name}" WITH (FORCE)')
