"""`./dev peers`: the adapters against real servers that are too large for every run, installed once into a cache."""

import json
import os
import select
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tools import prepare
from tools.postgres import folders, free_port, throwaway_cluster
from tools.say import ROOT, Stop, line, run, show, step

SOURCES = ROOT / "tests" / "peers"
FILES = {
    "bluesky": ("package.json", "package-lock.json", "network.cjs"),
    "fedify": ("package.json", "package-lock.json", "peer.mjs"),
}
CACHES = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "beffroi" / "peers"
SKIPPED = "· a real Bluesky (data server and AppView) and a real server of the fediverse (Fedify) were not asked in this run: ./dev peers"
READY = 180  # seconds that the network may take to start


def peers(arguments: list[str]) -> int:
    """Install (once: Bluesky about 350 MB, Fedify 85 MB), start, test, end. `bluesky` or `fedify` asks only that one."""
    prepare.for_testing()
    node, npm, env = prepare.node_commands()
    asked = [name for name in FILES if name in arguments] or list(FILES)
    options = [each for each in arguments if each not in FILES]
    ask = {"bluesky": ask_bluesky, "fedify": ask_fedify}
    return max([ask[name](node, npm, env, options) for name in asked])


def ask_bluesky(node: str, npm: str, env: dict[str, str], options: list[str]) -> int:
    cache, is_new = install("bluesky", npm, env)
    if is_new:
        with step("Its database binding, compiled"):
            why = "better-sqlite3 could not be compiled: it needs a C++ compiler and the headers of this Node."
            run(npm, "rebuild", "--prefix", cache, "--ignore-scripts=false", "better-sqlite3", env=env, why=why)
        keep(cache)
    with bluesky(cache, node, env) as places:
        line(f"· data server {places['pds']}" + (f", AppView {places['appview']}" if places["appview"] else ", no AppView"))
        return tested("real_bluesky.py", options, BLUESKY=json.dumps(places))


def ask_fedify(node: str, npm: str, env: dict[str, str], options: list[str]) -> int:
    cache, _is_new = install("fedify", npm, env)
    keep(cache)
    return tested("real_fediverse.py", options, FEDIFY=json.dumps({"cache": str(cache), "node": node}))


def tested(file: str, options: list[str], **env: str) -> int:
    env = {"PYTHONPATH": str(ROOT), "DATABASE_URL": "", **env}
    return show(prepare.PYTHON, "-m", "pytest", "-p", "no:cacheprovider", *options, SOURCES / file, env=env)


def install(name: str, npm: str, env: dict[str, str]) -> tuple[Path, bool]:
    """By the lock, without the scripts of its packages. Gives the folder, and whether anything was installed."""
    cache = CACHES / name
    cache.mkdir(parents=True, exist_ok=True)
    for file in FILES[name]:
        shutil.copy(SOURCES / name / file, cache / file)
    stamp = cache / "stamp"
    if stamp.exists() and stamp.read_text() == lock_of(name):
        return cache, False
    with step(f"{name.title()}, from npm (once)"):
        why = f"The packages of {name.title()} could not be installed."
        run(npm, "ci", "--prefix", cache, "--ignore-scripts", "--no-audit", "--no-fund", env=env, why=why)
    return cache, True


def lock_of(name: str) -> str:
    return prepare.signature([SOURCES / name / file for file in FILES[name][:2]])


def keep(cache: Path) -> None:
    """It is complete: the next run takes it as it is."""
    (cache / "stamp").write_text(lock_of(cache.name))


@contextmanager
def bluesky(cache: Path, node: str, env: dict[str, str]) -> Iterator[dict[str, str]]:
    """Addresses of its servers. Without PostgreSQL or Redis there is no AppView: publishing is tested, listening is not."""
    ports = {name: str(free_port()) for name in ("PLC_PORT", "PDS_PORT", "APPVIEW_PORT")}
    given = {**os.environ, **env, **ports, "LOG_ENABLED": "false", "NODE_ENV": "test", "NODE_NO_WARNINGS": "1"}
    with ExitStack() as ends:
        if folders() and (redis := redis_program()):
            given["DB_POSTGRES_URL"] = ends.enter_context(throwaway_cluster())
            given["REDIS_HOST"] = ends.enter_context(throwaway_redis(redis))
        with step("Bluesky network"):
            process = subprocess.Popen([node, "network.cjs"], cwd=cache, env=given, stdout=subprocess.PIPE, text=True)
            ends.callback(end, process)
            places = ready(process)
        yield places


def ready(process: subprocess.Popen) -> dict[str, str]:
    until = time.monotonic() + READY
    assert process.stdout
    while time.monotonic() < until and process.poll() is None:
        if select.select([process.stdout], [], [], 0.5)[0]:
            said = process.stdout.readline()
            if said.startswith('{"ready"'):
                places = json.loads(said)
                return {"pds": places["pds"], "appview": places["appview"]}
    raise Stop("The Bluesky network did not start.")


def end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def redis_program() -> list[str]:
    """[name, file]. Debian's redis-server is the file redis-check-rdb under another name: redis-tools is enough, and starts no service."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return [name, found]
    if not shutil.which("redis-check-rdb"):
        try:
            prepare.apt_install("redis-tools", why="Redis is missing")
        except Stop as stop:
            line(f"· {stop}")
    found = shutil.which("redis-check-rdb")
    return ["redis-server", found] if found else []


@contextmanager
def throwaway_redis(program: list[str]) -> Iterator[str]:
    name, file = program
    port = str(free_port())
    asked = [name, "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    process = subprocess.Popen(asked, executable=file, stdout=subprocess.DEVNULL, cwd="/")
    try:
        yield f"127.0.0.1:{port}"
    finally:
        end(process)
