"""Servers that are measured: started on a core of their own, ended by their own id; their time and memory are read from /proc."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
TICK = os.sysconf("SC_CLK_TCK")
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CLIENT_CORE = CORES[0], CORES[-1]


def environment(data: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "DATABASE_URL", "BASE_URL", "DEBUG")}
    return {**kept, "DATA": str(data), "PYTHONPATH": str(ROOT / "src"), "DJANGO_SETTINGS_MODULE": "beffroi.settings", **more}


def free_port() -> int:
    with socket.socket() as here:
        here.bind(("127.0.0.1", 0))
        return here.getsockname()[1]


def children(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def tree(pid: int) -> list[int]:
    return [pid, *(one for child in children(pid) for one in tree(child))]


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and of what it started."""
    total = 0
    for one in tree(pid):
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def pss_mb(pid: int) -> float:
    """Memory of a process and of what it started, shared parts counted once."""
    kilobytes = 0
    for one in tree(pid):
        for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                kilobytes += int(line.split()[1])
    return kilobytes / 1024


@contextmanager
def running(command: list[str], env: dict[str, str], url: str, *, core: int = SERVER_CORE, log: Path) -> Iterator[subprocess.Popen]:
    with log.open("ab") as errors:
        process = subprocess.Popen(
            command, env=env, cwd=ROOT, stdout=errors, stderr=errors, preexec_fn=lambda: os.sched_setaffinity(0, {core})
        )
    try:
        until = time.monotonic() + 60
        while True:
            try:
                with urlopen(url, timeout=2):
                    break
            except (URLError, OSError) as error:
                if process.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"{' '.join(command)} did not start: {error}\n{log.read_text()[-3000:]}") from None
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def load(
    url: str, *, seconds: float, headers: dict[str, str] | None = None, connections: int = 8, ahead: int = 4, stranger: bool = False
) -> dict:
    """Ask a page for some seconds from a process on the other core."""
    import json

    command = [
        sys.executable,
        "-m",
        "benchmarks.load",
        url,
        "--seconds",
        str(seconds),
        "--connections",
        str(connections),
        "--ahead",
        str(ahead),
    ]
    if stranger:
        command.append("--stranger")
    for name, value in (headers or {}).items():
        command += ["--header", f"{name}: {value}"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, preexec_fn=lambda: os.sched_setaffinity(0, {CLIENT_CORE})
    )
    if done.returncode:
        raise SystemExit(f"{url}: {done.stderr.strip()[-1000:]}")
    return json.loads(done.stdout)
