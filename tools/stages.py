"""`./dev test`: every stage in turn, each on its own, and one sum at the end."""

import os
import re
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools import check, prepare
from tools.postgres import folders, throwaway_cluster
from tools.say import ROOT, Stop, line

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
DEBIAN = {
    "chromium": (lambda: any(Path(path).exists() for path in CHROMIUM), ["chromium"]),
    "PostgreSQL": (lambda: bool(folders()), ["postgresql"]),
    "fonts": (lambda: Path("/usr/share/fonts/truetype/dejavu").is_dir(), ["fonts-dejavu-core"]),
    "gettext": (lambda: prepare.works(["xgettext", "--version"]), ["gettext"]),
    "a reader of QR codes": (lambda: bool(shutil.which("zbarimg")), ["zbar-tools"]),
}
# Judges that not every Debian has: where they are missing, the tests that ask them say so.
JUDGES = {"belenios-tool": "belenios-tool"}
HABITS = "tests/test_architecture.py"
PLACES = (ROOT / "src", ROOT / "tests")
ENGINES = "src/beffroi/engines"  # they know no database
NO_DATABASE = (
    ENGINES,
    "src/beffroi/kernel/tests/test_later.py",
    "src/beffroi/participation/ballots/tests/test_module.py",
    "tests/kill/test_binding.py",
    "tests/kill/test_install.py",
)
# Every page of the same town, as its visitors read them: on SQLite the browser opens them all (tests/browser/test_everywhere.py).
READ_ON_POSTGRESQL = ("tests/journeys/test_demonstration.py",)
FAST = "not browser and not slow"
SLOW = "slow and not browser"
TWO = ("-n", "2", "--dist", "worksteal")
Say = Callable[[str], object]


def needs(*things: str) -> None:
    """Install what is missing of the machine, all at once, or say what to type."""
    missing = [thing for thing in things if not DEBIAN[thing][0]()]
    packages = [package for thing in missing for package in DEBIAN[thing][1]]
    if packages:
        prepare.apt_install(*packages, why=f"Missing for the tests: {', '.join(missing)}")


def judges() -> None:
    """Install the judges that this Debian has, if that can be done; never a reason to stop."""
    for command, package in JUDGES.items():
        if not shutil.which(command) and os.geteuid() == 0 and prepare.works(["apt-cache", "show", package]):
            prepare.works(["apt-get", "install", "-y", "--no-install-recommends", "-q", package])


def everything() -> int:
    start = time.monotonic()
    try:
        prepare.for_testing()
        prepare.static_files()
        needs(*DEBIAN)
        judges()
    except Stop as stop:
        line(f"dev: {stop}")
        print(sentence(Counter(failed=1)), flush=True)
        return 1
    counts: Counter[str] = Counter()
    with throwaway_cluster() as postgres_url:
        # The end of a test checks all its keys in one statement: on a loaded machine that may last.
        postgres = {"DATABASE_URL": postgres_url, "DATABASE_STATEMENT_SECONDS": "120"}
        # The stages of one line run at the same time.
        stages: list[dict[str, Callable[[Say], Counter[str]]]] = [
            {"check": lambda say: check.counted()},
            {"fast tests on SQLite": lambda say: tests(*TWO, "-m", FAST, f"--deselect={HABITS}", "--ignore=tests/journeys", say=say)},
            {
                "the same on PostgreSQL": lambda say: tests(
                    *TWO, "-m", f"{FAST} and database", f"--deselect={HABITS}", f"--ignore={ENGINES}", say=say, **postgres
                )
            },
            {"journeys": lambda say: tests("-m", FAST, "tests/journeys", say=say), "a town for the browser": a_town},
            {"browser tests": lambda say: tests(*TWO, "-m", "browser and not slow", *marked("browser"), say=say)},
            # The slow tests mostly wait (for a lease, for a kill, for a page).
            {
                "slow tests on SQLite": lambda say: tests(*TWO, "-m", "slow", *marked("slow", but=READ_ON_POSTGRESQL), say=say),
                "slow tests on PostgreSQL": lambda say: tests("-m", SLOW, *marked("slow", but=NO_DATABASE), say=say, **postgres),
            },
        ]
        told = []
        for together in stages:
            for name, found, seconds in side_by_side(together):
                counts += found
                told.append(f"   {name.ljust(26)} {seconds:6.1f} s   {sentence(found)}")
                line(told[-1])
    line("\n== all stages")
    for text in told:
        line(text)
    line(f"   {'together'.ljust(26)} {time.monotonic() - start:6.1f} s\n")
    print(sentence(counts), flush=True)
    return 1 if counts["failed"] else 0


def side_by_side(stages: dict[str, Callable[[Say], Counter[str]]]) -> Iterator[tuple[str, Counter[str], float]]:
    """Run them at once. The first one is shown as it comes, the others when they are done."""

    def one(name: str) -> tuple[str, Counter[str], float, list[str]]:
        begun, kept = time.monotonic(), []
        found = stages[name](show if name == first else kept.append)
        return name, found, time.monotonic() - begun, kept

    first = next(iter(stages))
    line(f"\n== {' + '.join(stages)}")
    with ThreadPoolExecutor(len(stages)) as pool:
        for name, found, seconds, kept in pool.map(one, stages):
            if name != first:
                line(f"\n== {name}")
                show("".join(kept))
            yield name, found, seconds


def marked(mark: str, *, but: tuple[str, ...] = ()) -> list[str]:
    """The files that have such tests: all the others need not be read (tests/beffroi_pytest.py sees that none is missed)."""
    every = [path for place in PLACES for path in place.rglob("test_*.py") if f"mark.{mark}" in path.read_text()]
    return sorted(name for name in (str(path.relative_to(ROOT)) for path in every) if not name.startswith(but))


def show(text: str) -> None:
    print(text, end="", flush=True)


def sentence(counts: Counter[str]) -> str:
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


def tests(*arguments: str, say: Say, **env: str) -> Counter[str]:
    """Run pytest, its output said as it comes, and count."""
    if "tests/journeys" in arguments and not (ROOT / "tests" / "journeys").is_dir():
        return Counter()
    process = subprocess.Popen(
        [prepare.PYTHON, "-m", "pytest", "--tb=short", "--durations=5", "--durations-min=2", *arguments],
        cwd=ROOT, env={**environment(), **env},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip
    last = ""
    assert process.stdout
    for text in process.stdout:
        say(text)
        last = text if text.strip() else last
    code = process.wait()
    return counted(last, code)


def environment() -> dict[str, str]:
    """What pytest makes of the tests is kept beside them as `prepare` keeps it of the sources: eight processes would make it anew."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**inherited, "PYTHONPATH": str(ROOT), "DATABASE_URL": ""}


def a_town(say: Say) -> Counter[str]:
    """Fill the town that the browser tests read. They would do it themselves, one while all others wait; they also tell if it failed."""
    filled = subprocess.run(
        [prepare.PYTHON, "-m", "beffroi_browser"], cwd=ROOT, env=environment(), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    say(filled.stderr)
    return Counter()


def counted(closing: str, code: int) -> Counter[str]:
    """Read pytest's closing line; a run that broke off counts as a failure even if its line says none."""
    found: Counter[str] = Counter()
    for number, word in re.findall(r"(\d+) (passed|failed|errors?|skipped|xfailed|xpassed)", closing):
        kind = {"error": "failed", "errors": "failed", "xfailed": "skipped", "xpassed": "failed"}.get(word, word)
        found[kind] += int(number)
    if code not in (0, 5) and not found["failed"]:
        found["failed"] += 1
    return found
