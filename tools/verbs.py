"""The verbs of ./dev."""

import argparse
import signal

from tools import check as checks
from tools import peers as real_servers
from tools import prepare, stages
from tools.say import ROOT, Stop, line, show
from tools.up import up


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev", description="The workshop: everything one needs to work on Beffroi.")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, (_, help) in VERBS.items():
        verbs.add_parser(name, help=help, add_help=False)
    chosen, rest = parser.parse_known_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # what was started is ended, as with Ctrl-C
    try:
        return VERBS[chosen.verb][0](rest)
    except KeyboardInterrupt:
        return 130
    except Stop as stop:
        line(f"dev: {stop}")
        return 1


def python(*arguments: str, **env: str) -> int:
    return show(prepare.PYTHON, *arguments, env={"PYTHONPATH": str(ROOT), **env})


def test(arguments: list[str]) -> int:
    if not arguments:
        line(real_servers.SKIPPED)
        return stages.everything()
    with prepare.alone():
        prepare.python_side("test")
        prepare.translations()
    named = " ".join(arguments)
    quick = [] if any(word in named for word in ("browser", "slow", "::", "-m", "-k")) else ["-m", "not browser and not slow"]
    return python("-m", "pytest", *quick, *arguments, DATABASE_URL="")


def check(arguments: list[str]) -> int:
    prepare.for_testing()
    return checks.check(arguments)


def browser(arguments: list[str]) -> int:
    prepare.for_testing()
    prepare.static_files()
    stages.needs("chromium")
    return python("-m", "pytest", "-m", "browser", *arguments, DATABASE_URL="")


def bench(arguments: list[str]) -> int:
    prepare.for_testing()
    prepare.static_files()
    if not (ROOT / "benchmarks" / "__main__.py").exists():
        raise Stop("There is no benchmark yet (benchmarks/__main__.py).")
    return python("-m", "benchmarks", *arguments)


def text(arguments: list[str]) -> int:
    with prepare.alone():
        prepare.python_side("test")
    if not prepare.works(["xgettext", "--version"]):
        prepare.apt_install("gettext", why="The gettext tools are missing")
    return python("-m", "tools.text", *arguments)


def docs(arguments: list[str]) -> int:
    with prepare.alone():
        prepare.python_side("test")
    return python("-m", "tools.reference", *arguments)


def lock(arguments: list[str]) -> int:
    """Compile requirements/*.in and package.json to locks: names, versions, hashes, no address."""
    with prepare.alone():
        prepare.virtual_environment()
        prepare.uv()
    upgrade = ["--upgrade"] if "--upgrade" in arguments else []
    options = ["--quiet", "--universal", "--python-version", "3.11", "--generate-hashes", "--no-emit-index-url", "--no-emit-find-links"]
    for name in ("uv", "node", "run", "test"):
        same = ["-c", "requirements/run.txt"] if name == "test" else []
        target = f"requirements/{name}.txt"
        command = [str(prepare.PYTHON), "-m", "uv", "pip", "compile", *options, *upgrade, "--custom-compile-command", "./dev lock"]
        if show(*command, *same, f"requirements/{name}.in", "-o", target, env={"PYTHONPATH": ""}):
            return 1
        line(f"· {target}")
    _, npm, env = prepare.node_commands()
    command = [npm, "update" if upgrade else "install", "--package-lock-only", "--ignore-scripts"]
    code = show(*command, env={**env, "NPM_CONFIG_LOGLEVEL": "error"})
    line("· package-lock.json")
    return code


VERBS = {
    "up": (up, "development server with the demonstration town; reloads when a file changes"),
    "test": (test, "every test on SQLite and PostgreSQL, journeys, browser; with arguments: pytest on SQLite"),
    "check": (check, "format, lint, types, templates, floors, habits, translations; --fix repairs what can be"),
    "browser": (browser, "browser tests only"),
    "peers": (real_servers.peers, "adapters against real servers, installed once into a cache (Bluesky: about 350 MB, Fedify: 85 MB)"),
    "bench": (bench, "measure, side by side with a limit or a peer"),
    "text": (text, "collect the texts of a DOMAIN (or all) and report what French lacks"),
    "docs": (docs, "write docs/reference from the registries"),
    "lock": (lock, "compile the requirements and the browser packages to locks; --upgrade takes newer versions"),
}
