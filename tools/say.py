"""Short calm lines on standard error."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLAIN = not sys.stderr.isatty()


class Stop(SystemExit):
    """Ends the command with one sentence."""


def line(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(text: str) -> Iterator[None]:
    """Show what is being done, then how long it took."""
    start = time.monotonic()
    if not PLAIN:
        print(f"· {text} …", end="\r", file=sys.stderr, flush=True)
    yield
    line(f"· {text} ({time.monotonic() - start:.1f} s)".ljust(len(text) + 8))


def run(*command: str | Path, env: Mapping[str, str] | None = None, cwd: Path = ROOT, why: str = "") -> str:
    """Run quietly; on failure show everything and stop with one sentence."""
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env={**os.environ, **(env or {})}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if done.returncode:
        line(done.stdout.rstrip())
        raise Stop(why or f"This failed: {' '.join(str(part) for part in command)}")
    return done.stdout


def show(*command: str | Path, env: Mapping[str, str] | None = None) -> int:
    """Run with its output shown; give back its exit code."""
    return subprocess.run([str(part) for part in command], cwd=ROOT, env={**os.environ, **(env or {})}).returncode


def works(command: Sequence[str | Path]) -> bool:
    """Whether a command exists and succeeds."""
    try:
        return subprocess.run([str(part) for part in command], capture_output=True).returncode == 0
    except OSError:
        return False
