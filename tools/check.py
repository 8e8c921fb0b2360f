"""`./dev check`: what a program can say of the code without running it."""

import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import prepare
from tools.say import ROOT, Stop, line

BIN = prepare.VENV / "bin"
PYTHON_PATHS = [path for path in ("src", "tests", "tools", "benchmarks", "dev", "beffroi") if (ROOT / path).exists()]
CHECKS: dict[str, list[str | Path]] = {
    "format": [BIN / "ruff", "format", "--check", "--quiet", *PYTHON_PATHS],
    "lint": [BIN / "ruff", "check", "--quiet", *PYTHON_PATHS],
    "types": [BIN / "mypy", "--no-error-summary"],
    "templates": [BIN / "djlint", "src/beffroi", "--lint", "--quiet"],
    "floors": [BIN / "lint-imports", "--cache-dir", "build/importlinter"],
    "habits": [prepare.PYTHON, "-m", "pytest", "tests/test_architecture.py", "-p", "no:cacheprovider"],
    "migrations": [prepare.PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run", "--settings=beffroi.settings"],
    "translations": [prepare.PYTHON, "-m", "tools.text", "--check"],
}
REPAIRS = {
    "lint": [BIN / "ruff", "check", "--quiet", "--fix", *PYTHON_PATHS],
    "format": [BIN / "ruff", "format", "--quiet", *PYTHON_PATHS],
}


def check(arguments: list[str]) -> int:
    names = [name for name in arguments if not name.startswith("-")]
    unknown = set(names) - set(CHECKS)
    if unknown:
        raise Stop(f"No such check: {', '.join(sorted(unknown))} (known: {', '.join(CHECKS)})")
    if "--fix" in arguments:
        for command in REPAIRS.values():
            subprocess.run(command, cwd=ROOT)
    return 1 if counted(names)["failed"] else 0


def counted(names: list[str] | None = None) -> Counter[str]:
    """Run the checks, two at a time; each counts as one."""
    if not prepare.works(["xgettext", "--version"]):
        prepare.apt_install("gettext", why="The gettext tools are missing")
    counts: Counter[str] = Counter()
    with ThreadPoolExecutor(2) as pool:
        for name, code, output, seconds in pool.map(one, names or list(CHECKS)):
            line(f"· {name}: {'well' if code == 0 else 'NO'} ({seconds:.1f} s)")
            if code:
                print(output.rstrip(), file=sys.stderr, flush=True)
            counts["failed" if code else "passed"] += 1
    return counts


def one(name: str) -> tuple[str, int, str, float]:
    start = time.monotonic()
    env = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'src'}",
        "SECRET_KEY": "only-for-checking-the-code-and-nothing",
        "DATABASE_URL": "",
    }
    env["DATA"] = str(prepare.BUILD / "checking")
    done = subprocess.run(CHECKS[name], cwd=ROOT, env=env, text=True, capture_output=True, stdin=subprocess.DEVNULL)
    return name, done.returncode, done.stdout + done.stderr, time.monotonic() - start
