"""`./dev bench`: what one small machine can do, side by side with the limit (the same bytes from the same server) and with a peer.

Cases are interleaved in one run, server on one core and client on another; trust ratios and CPU milliseconds a request more than
absolute numbers. Options: --peer URL (again for each page), --rounds N, --seconds S, --small, --only pages|jobs|search|alerts|inbox|fediverse|engines|components, --json FILE.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from benchmarks import server

TARGETS = {"alert_seconds": 10.0, "fanout_seconds": 20.0, "page_during": 2.0, "anonymous": 0.8, "signed_in_cpu_ms": 4.0, "pss_mb": 160.0}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peer", action="append", default=[], metavar="URL", help="a page of another platform, measured beside ours")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--small", action="store_true", help="300 proposals and 3,000 comments instead of 10,000 and 100,000")
    parser.add_argument(
        "--only", choices=["pages", "jobs", "search", "alerts", "inbox", "fediverse", "engines", "components"], help="one part"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers there")
    asked = parser.parse_args(arguments)
    for url in asked.peer if asked.only in (None, "pages") else ():
        must_answer(url)
    found: dict[str, object] = {}
    if asked.only in (None, "pages"):
        found["pages"] = pages(asked)
    if asked.only in (None, "jobs"):
        found["jobs"] = jobs()
    if asked.only in (None, "alerts"):
        found["alerts"] = alerts()
    code = 0
    if asked.only in (None, "fediverse"):
        found["fanout"] = fanout()
        code = subprocess.run([sys.executable, "-m", "benchmarks.fediverse"], cwd=server.ROOT, check=False).returncode
    if asked.only in (None, "search"):
        texts = ["--texts", "3000"] if asked.small else []
        code |= subprocess.run([sys.executable, "-m", "benchmarks.search", *texts], cwd=server.ROOT, check=False).returncode
    if asked.only in (None, "inbox"):
        messages = ["--messages", "3000"] if asked.small else []
        code = max(code, subprocess.run([sys.executable, "-m", "benchmarks.inbox", *messages], cwd=server.ROOT, check=False).returncode)
    if asked.only in (None, "engines"):
        code |= subprocess.run([sys.executable, "-m", "benchmarks.engines"], cwd=server.ROOT, check=False).returncode
        code |= subprocess.run([sys.executable, "-m", "benchmarks.booth"], cwd=server.ROOT, check=False).returncode
        code |= subprocess.run([sys.executable, "-m", "benchmarks.ballots"], cwd=server.ROOT, check=False).returncode
    if asked.only in (None, "components"):
        rows = ["--rows", "3000"] if asked.small else []
        code |= subprocess.run([sys.executable, "-m", "benchmarks.components", *rows], cwd=server.ROOT, check=False).returncode
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1))
    return code


def pages(asked: argparse.Namespace) -> dict:
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as name:
        folder = Path(name)
        data, raw, log = folder / "data", folder / "raw", folder / "log"
        data.mkdir()
        raw.mkdir()
        env = server.environment(data)
        run("migrate", env)
        amount = ["--proposals", "300", "--comments", "3000"] if asked.small else []
        town = json.loads(output([sys.executable, "-m", "benchmarks.content", *amount], env))
        ours, limit = server.free_port(), server.free_port()
        command = [sys.executable, "-m", "beffroi", "serve", "--port", str(ours)]
        with server.running(command, env, f"http://127.0.0.1:{ours}/health", log=log) as process:
            time.sleep(3)  # what forked the others has become a small watcher
            fresh = server.pss_mb(process.pid)
            cases = prepare(town, f"http://127.0.0.1:{ours}", f"http://127.0.0.1:{limit}", raw, log)
            with server.running(
                [sys.executable, "-m", "benchmarks.raw", str(raw), str(limit)], env, f"http://127.0.0.1:{limit}/home", log=log
            ) as bytes_only:
                peers = [(f"peer {n}", url, None, {}) for n, url in enumerate(asked.peer, start=1)]
                web = server.children(process.pid)[0]  # the supervisor starts it first
                measured = measure(
                    [(case, url, bytes_only.pid if "raw" in case else web, headers) for case, url, headers in cases] + peers, asked
                )
            used = server.pss_mb(process.pid)
            time.sleep(25)  # what was freed is given back
            rested = server.pss_mb(process.pid)
    return tell(measured, (fresh, used, rested), bool(asked.small))


def must_answer(url: str) -> None:
    """A peer that is not there is said before the town is filled, not after."""
    try:
        with urlopen(Request(url, headers={"Accept": "text/html"}), timeout=30) as answer:
            answer.read()
    except (OSError, ValueError, HTTPException) as error:
        raise SystemExit(f"--peer {url}: {error}") from None


def run(verb: str, env: dict[str, str]) -> None:
    output([sys.executable, "-m", "beffroi", verb], env)


def output(command: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(command, env=env, cwd=server.ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-3000:]}")
    return done.stdout


def prepare(town: dict, ours: str, limit: str, raw: Path, log: Path) -> list[tuple[str, str, dict[str, str]]]:
    """Each page: as anybody, as somebody, and the very answer that anybody gets, from the server alone."""
    cases = []
    for name, path in town["pages"].items():
        headers = {"Accept-Encoding": "br"}
        try:
            with urlopen(Request(ours + path, headers={"Accept": "text/html", **headers}), timeout=60) as answer:
                (raw / f"{name}.body").write_bytes(answer.read())
                said = [
                    (word.lower(), value) for word, value in answer.getheaders() if word.lower() not in ("date", "server", "connection")
                ]
                (raw / f"{name}.json").write_text(json.dumps(said))
        except HTTPError as error:
            raise SystemExit(f"{path}: {error}\n{log.read_text()[-3000:]}") from None
        cases.append((f"{name}: raw", f"{limit}/{name}", headers))
        cases.append((f"{name}: anonymous", ours + path, headers))
        known = {"Cookie": town["cookie"]}
        with urlopen(Request(ours + path, headers={"Accept": "text/html", **known}), timeout=60) as answer:
            if b"data-person" not in answer.read():
                raise SystemExit(f"{path}: the session of the measure is not signed in")
        cases.append((f"{name}: signed in", ours + path, {**headers, **known}))
    return cases


def measure(cases: list, asked: argparse.Namespace) -> dict[str, dict]:
    """Rounds of all cases in turn; the median of each."""
    rounds: dict[str, list[dict]] = {case: [] for case, *_rest in cases}
    for number in range(asked.rounds):
        for case, url, pid, headers in cases:
            stranger = case.startswith("peer")
            slow = "signed in" in case or stranger
            before = server.cpu_seconds(pid) if pid else 0.0
            found = server.load(
                url, seconds=asked.seconds, headers=headers, connections=4 if slow else 8, ahead=1 if slow else 4, stranger=stranger
            )
            if set(found["statuses"]) != {"200"}:
                raise SystemExit(f"{case} ({url}) answered {found['statuses']}")
            found["cpu_ms"] = 1000 * (server.cpu_seconds(pid) - before) / max(found["requests"], 1) if pid else None
            rounds[case].append(found)
        print(f"· round {number + 1} of {asked.rounds}", file=sys.stderr, flush=True)
    return {
        case: {
            key: statistics.median(one[key] for one in found) if found[0][key] is not None else None
            for key in ("per_second", "cpu_ms", "p50_ms", "p99_ms", "bytes")
        }
        for case, found in rounds.items()
    }


def tell(measured: dict[str, dict], memory: tuple[float, float, float], is_small: bool) -> dict:
    fresh, used, rested = memory
    size = "300 proposals, 3,000 comments" if is_small else "10,000 proposals, 100,000 comments"
    print(f"\nPages ({size}; one web process, medians of rounds in one run)")
    print(f"  {'':<22}{'req/s':>9}{'CPU ms':>9}{'p50 ms':>9}{'p99 ms':>9}{'bytes':>9}{'of raw':>9}{'by CPU':>9}")
    ratios: dict[str, float] = {}
    for case, found in measured.items():
        raw = measured.get(f"{case.split(':')[0]}: raw")
        share = f"{found['per_second'] / raw['per_second']:.3f}" if raw else "-"
        cpu = by_cpu = "-"
        if found["cpu_ms"] is not None:
            ratios[case] = raw["cpu_ms"] / found["cpu_ms"] if raw else 0.0
            cpu, by_cpu = f"{found['cpu_ms']:.3f}", f"{ratios[case]:.3f}"
        print(
            f"  {case:<22}{found['per_second']:>9.0f}{cpu:>9}{found['p50_ms']:>9.1f}{found['p99_ms']:>9.1f}{found['bytes']:>9.0f}{share:>9}{by_cpu:>9}"
        )
    for case in measured:
        if case.startswith("peer"):
            mine = measured["list: anonymous"]["per_second"], measured["list: signed in"]["per_second"]
            theirs = measured[case]["per_second"]
            print(f"  our list against {case}: {mine[0] / theirs:.1f} times (anonymous), {mine[1] / theirs:.1f} times (signed in)")
    print(
        f"  memory (web, worker, supervisor together): {fresh:.0f} MB PSS at the start, {used:.0f} MB right after the load, {rested:.0f} MB at rest"
    )
    worst = min(ratio for case, ratio in ratios.items() if "anonymous" in case)
    verdicts = [
        ("anonymous pages, share of raw (by CPU)", worst, worst >= TARGETS["anonymous"], f"at least {TARGETS['anonymous']}"),
        ("signed-in list, CPU ms", (listed := measured["list: signed in"]["cpu_ms"]), listed <= TARGETS["signed_in_cpu_ms"], "at most 4"),
        ("memory at rest, MB", rested, rested < TARGETS["pss_mb"], "under 160"),
    ]
    for what, value, is_met, target in verdicts:
        print(f"  {'✓' if is_met else '✗'} {what}: {value:.2f} (target: {target})")
    return {"cases": measured, "ratios": ratios, "pss_mb": {"start": fresh, "after": used, "at_rest": rested}}


def jobs() -> dict:
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as name:
        env = server.environment(Path(name), LOG_LEVEL="ERROR")
        run("migrate", env)
        found = json.loads(output([sys.executable, "-m", "benchmarks.jobs"], env))
    print(f"\nJobs (SQLite, one worker): {found['asked_per_second']:.0f} asked for a second, {found['run_per_second']:.0f} run a second")
    return found


def alerts() -> dict:
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as name:
        found = json.loads(output([sys.executable, "-m", "benchmarks.alerts"], server.environment(Path(name), LOG_LEVEL="ERROR")))
    is_met = found["seconds"] <= TARGETS["alert_seconds"] and found["received"] == found["subscribers"] and not found["twice"]
    print(f"\nAlerts: {found['received']} of {found['subscribers']} subscribers (e-mail and push), {found['twice']} told twice")
    print(
        f"  {'✓' if is_met else '✗'} seconds to the last: {found['seconds']} (target: at most {TARGETS['alert_seconds']:.0f}; half by {found['half_by']})"
    )
    return found


def fanout() -> dict:
    with tempfile.TemporaryDirectory(prefix="beffroi-bench-") as name:
        env = server.environment(Path(name), LOG_LEVEL="ERROR", SECRET_KEY="only-for-the-measure-of-a-fan-out-00")
        run("migrate", env)
        found = json.loads(output([sys.executable, "-m", "benchmarks.fanout"], env))
    is_met = found["seconds"] <= TARGETS["fanout_seconds"] and found["sent"] == found["inboxes"] - found["deaf"]
    slower = found["page_ms_during"] / found["page_ms_before"]
    print(f"\nFediverse: one publication to {found['inboxes']} inboxes, {found['deaf']} of which never answer; {found['sent']} took it")
    print(
        f"  {'✓' if is_met else '✗'} seconds: {found['seconds']} (target: at most {TARGETS['fanout_seconds']:.0f};"
        f" all that answer by {found['reached_in']})"
    )
    print(
        f"  {'✓' if slower <= TARGETS['page_during'] else '✗'} a page meanwhile: {found['page_ms_during']} ms,"
        f" {found['page_ms_before']} ms before (target: at most twice)"
    )
    return found
