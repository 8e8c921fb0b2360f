"""`./dev up`: the demonstration town on this machine; bundles and server are made again at each change."""

import argparse
import os
import signal
import subprocess
import time
from pathlib import Path

from tools import prepare
from tools.say import ROOT, line

WATCHED = (".py", ".html", ".txt", ".xml", ".po", ".toml")


def up(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev up")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", default="data/dev", help="folder of the demonstration town")
    chosen = parser.parse_args(arguments)
    prepare.for_testing()
    node, _, node_env = prepare.node_commands()
    bundles = begin([node, "tools/build.mjs", "--watch"], node_env)
    command = [
        str(prepare.PYTHON),
        "-m",
        "beffroi",
        "demo",
        "--no-open",
        "--host",
        chosen.host,
        "--port",
        chosen.port,
        "--data",
        chosen.data,
    ]
    server, seen = begin(command, {"DEBUG": "yes"}), sources()
    try:
        while True:
            time.sleep(0.5)
            now = sources()
            changed = sorted(str(path.relative_to(ROOT)) for path in seen.keys() | now.keys() if seen.get(path) != now.get(path))
            if changed:
                line(f"· {', '.join(changed[:3])}: started again")
                end(server)
                if any(name.endswith(".po") for name in changed):
                    prepare.translations()
                server = begin(command, {"DEBUG": "yes"})
            seen = now
    except KeyboardInterrupt:
        return 0
    finally:
        end(server)
        end(bundles)


def sources() -> dict[Path, int]:
    """Every source of the server and its time."""
    found = {}
    for here, folders, names in os.walk(prepare.SOURCES):
        folders[:] = [name for name in folders if name not in ("__pycache__", "tests", "assets")]
        for name in names:
            if name.endswith(WATCHED):
                path = Path(here) / name
                try:
                    found[path] = path.stat().st_mtime_ns
                except OSError:
                    continue
    return found


def begin(command: list[str], env: dict[str, str]) -> subprocess.Popen:
    return subprocess.Popen(command, cwd=ROOT, env={**os.environ, **env}, start_new_session=True)


def end(process: subprocess.Popen) -> None:
    """End a process and what it started, by its own group."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
