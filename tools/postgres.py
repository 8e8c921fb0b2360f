"""A PostgreSQL cluster for one run of the tests: made in a temporary folder, ended by its own id, deleted."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.say import Stop, step

# Nothing here outlives the run: no flush to disk is needed. Nothing here is large: no question is worth compiling.
FAST = (
    "fsync=off\nsynchronous_commit=off\nfull_page_writes=off\njit=off\nmax_connections=120\nshared_buffers=64MB\nlog_min_messages=fatal\n"
)


def folders() -> list[Path]:
    """Where PostgreSQL's programs are, the newest first."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4].split(".")[0]), reverse=True)
    found = [path.parent for path in versions]
    on_path = shutil.which("initdb")
    return found or ([Path(on_path).resolve().parent] if on_path else [])


def somebody() -> list[str]:
    """PostgreSQL refuses root: run it as another user then."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return ["runuser", "-u", name, "--"]
    raise Stop("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody.")


def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


@contextmanager
def throwaway_cluster() -> Iterator[str]:
    """Give the address of an empty cluster."""
    programs, user = folders()[0], somebody()
    with tempfile.TemporaryDirectory(prefix="beffroi-pg-", ignore_cleanup_errors=True) as folder:
        if user:
            shutil.chown(folder, user[2])
        data, port = Path(folder) / "data", free_port()
        with step("PostgreSQL cluster"):
            process = begin(programs, user, data, port)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            subprocess.run([*user, programs / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"], capture_output=True, cwd="/")
            process.wait(20)


def begin(programs: Path, user: list[str], data: Path, port: int) -> subprocess.Popen:
    made = subprocess.run(
        [*user, programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
        capture_output=True, text=True, cwd="/",
    )  # fmt: skip
    if made.returncode:
        raise Stop(f"initdb: {made.stderr.strip()}")
    with (data / "postgresql.conf").open("a") as file:
        file.write(f"{FAST}listen_addresses='127.0.0.1'\nport={port}\nunix_socket_directories='{data}'\n")
    process = subprocess.Popen([*user, programs / "postgres", "-D", data], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if process.poll() is not None:
            raise Stop(f"PostgreSQL did not start: {process.stderr.read().decode().strip() if process.stderr else ''}")
        ready = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
        if subprocess.run(ready, cwd="/").returncode == 0:
            return process
        time.sleep(0.1)
    process.terminate()
    raise Stop("PostgreSQL was not ready after 30 s.")
