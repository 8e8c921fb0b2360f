"""`python -m beffroi VERB …`, which `./beffroi` calls once everything is installed."""

import argparse
import getpass
import json
import os
import sys
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

DESCRIPTION = "Beffroi: the public square of a town. Settings come from the environment (docs/operating.md)."


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="./beffroi", description=DESCRIPTION)
    verbs = made.add_subparsers(dest="verb", metavar="VERB", required=True)

    def verb(name: str, help: str) -> argparse.ArgumentParser:
        added = verbs.add_parser(name, help=help, description=help)
        added.add_argument("--data", metavar="DIR", help="data folder (default: the setting DATA)")
        return added

    def serving(added: argparse.ArgumentParser) -> None:
        added.add_argument("--host", metavar="H", default="", help="address to listen on (default: 127.0.0.1)")
        added.add_argument("--port", metavar="N", type=int, default=0, help="port to listen on (default: 8000)")

    demo = verb("demo", "a demonstration town, ready to be tried")
    serving(demo)
    demo.add_argument("--no-open", action="store_true", help="do not open a browser")
    demo.add_argument("--json", action="store_true", help="print one line of JSON once ready (address and accounts)")
    demo.add_argument("--fill-only", action="store_true", help="fill the town and end")
    demo.add_argument("--import", dest="imports", nargs="+", metavar="FILE", help="files of a real consultation to read, too")
    serve = verb("serve", "serve the town: web and worker processes under one supervisor")
    serving(serve)
    worker = verb("worker", "one more worker process")
    worker.add_argument("--threads", metavar="N", type=int, default=2, help="jobs at the same time (default: 2)")
    verb("migrate", "bring the database up to date")
    admin = verb("create-admin", "make somebody an administrator")
    admin.add_argument("email")
    admin.add_argument("--name", default="", help="public name (default: asked for, or what stands before the @)")
    admin.add_argument("--no-password", action="store_true", help="sign in by links sent by e-mail only")
    reading = verb("import", "read data into the town")
    reading.epilog = "./beffroi import lists the kinds; ./beffroi import KIND --help says what one of them reads."
    reading.add_argument("kind", nargs="?", help="what is read; without it, the kinds are listed")
    reading.add_argument("rest", nargs=argparse.REMAINDER, help="see ./beffroi import KIND --help")
    saving = verb("backup", "write everything into one archive, while the town is served")
    saving.add_argument("file", type=Path)
    saving.add_argument("--portable", action="store_true", help="an archive that SQLite and PostgreSQL can both read")
    verb("restore", "read a backup into an empty data folder").add_argument("file", type=Path)
    check = verb("check", "is everything as it should be?")
    check.add_argument("part", nargs="?", default="", help="settings, database, files or ledger (default: all)")
    check.add_argument("--head", default="", help="a head of the ledger that was published (NUMBER:HASH): is it still there?")
    networks = verb("channels", "the accounts on networks: “channels check” asks each of them now and publishes nothing")
    networks.add_argument("act", choices=["check"])
    # Its arguments and its work belong to the domain of votes: what follows the verb is its own.
    codes = verb("registrar", "make the codes of a secret vote, outside the web server")
    codes.add_argument(
        "rest", nargs=argparse.REMAINDER, help="make ROLL --out DIR, send DIR, revoke DIR NUMBERS (see registrar make --help)"
    )
    verb("rotate-secrets", "seal the secrets in the database with a new key")
    _many(verbs, serving)
    return made


def _many(verbs: Any, serving: Callable[[argparse.ArgumentParser], None]) -> None:
    """The verbs of a host: no town has a word in them."""

    def folder(added: argparse.ArgumentParser) -> None:
        added.add_argument("--folder", metavar="F", default="", help="folder of the towns (default: the setting TOWNS)")

    help = "serve many towns from one address: a door, and the processes of each town that is asked or has work"
    host = verbs.add_parser("host", help=help, description=help)
    folder(host)
    serving(host)
    host.add_argument("--awake", metavar="N", type=int, default=20, help="towns awake at the same time, at most (default: 20)")
    host.add_argument("--idle", metavar="MIN", type=float, default=15, help="minutes without a request until a town sleeps (default: 15)")
    help = "minutes that what a sleeping town does again and again may wait (default: 5); what has an hour of its own does not wait"
    host.add_argument("--turn", metavar="MIN", type=float, default=5, help=help)
    help = "the towns of a host"
    towns = verbs.add_parser("towns", help=help, description=help)
    acts = towns.add_subparsers(dest="act", metavar="ACT", required=True)

    def act(name: str, help: str) -> argparse.ArgumentParser:
        added = acts.add_parser(name, help=help, description=help)
        folder(added)
        return added

    adding = act("add", "a new town: its folder, its database")
    adding.add_argument("name", help="lower-case letters, digits and hyphens")
    adding.add_argument("--url", required=True, help="its public address, such as https://participez.example.fr")
    adding.add_argument("--alias", metavar="HOST", action="append", default=[], help="one more host name; may be said again")
    act("list", "each town: addresses, awake or asleep, size, last backup").add_argument("--json", action="store_true", help="for programs")
    running = act("run", "a verb of one town, such as create-admin, check, backup, restore or import")
    running.add_argument("name", help="of the town")
    running.add_argument("of_town", metavar="VERB", help="see ./beffroi --help")
    running.add_argument("rest", nargs=argparse.REMAINDER, help="what the verb takes")
    removing = act("remove", "take a town out of the host; its folder is moved aside, nothing is deleted")
    removing.add_argument("name", help="of the town")
    removing.add_argument("--yes", action="store_true", help="do not ask")
    act("upgrade", "bring the database of every town up to date; ends with 1 if one failed")
    act("backup", "one archive of each town").add_argument("into", metavar="DIR", type=Path, help="folder of the archives")


def main(arguments: list[str] | None = None) -> int:
    if sys.argv[1:2] == ["_child"] and arguments is None:
        return _child(sys.argv[2])
    chosen = parser().parse_args(arguments)
    if chosen.verb == "import":  # what follows the kind is the importer's own, but for the folder
        folder = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
        folder.add_argument("--data", default=chosen.data)
        said, chosen.rest = folder.parse_known_args(chosen.rest)
        chosen.data = said.data
    if chosen.verb in ("host", "towns"):
        _without_town(chosen)
    if getattr(chosen, "data", ""):
        os.environ["DATA"] = chosen.data
    if getattr(chosen, "port", 0):
        os.environ["PORT"] = str(chosen.port)  # mails name the address, and the worker sends them
    if chosen.verb == "demo":
        os.environ.setdefault("DATA", "data/demo")
        os.environ["DEMO"] = "yes"
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "beffroi.settings")
    import django
    from django.utils import translation

    django.setup()
    from beffroi.kernel.commands.state import Stop
    from beffroi.kernel.worker import take_your_time

    if chosen.verb not in ("serve", "demo", "host", "towns"):
        take_your_time()
    translation.activate("fr" if os.environ.get("LANGUAGE", os.environ.get("LANG", "")).startswith("fr") else "en")
    try:
        return VERBS[chosen.verb](chosen)
    except Stop as stop:
        print(f"beffroi: {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _without_town(chosen: argparse.Namespace) -> None:
    """Nothing of the environment is a town's: no key, no folder of data."""
    from beffroi.kernel.hosting import folder

    if chosen.folder:
        os.environ["TOWNS"] = chosen.folder
    if getattr(chosen, "act", "") == "run" and "--folder" in chosen.rest:  # where it was said last
        place = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
        place.add_argument("--folder")
        said, chosen.rest = place.parse_known_args(chosen.rest)
        os.environ["TOWNS"] = said.folder
    kept = folder.without_town(os.environ)
    os.environ.clear()
    os.environ.update(kept)


def _child(told: str) -> int:
    """A process that the watcher starts again (kernel.commands.watch); the environment is that of the first start."""
    os.environ["BEFFROI_CHANGES"] = str(json.loads(told)["memory"])
    import django

    django.setup()
    from beffroi.asgi import application
    from beffroi.kernel.commands import supervisor

    return supervisor.child(told, application)


def _place(chosen: argparse.Namespace) -> tuple[str, int]:
    from django.conf import settings

    return chosen.host or settings.HOST, chosen.port or settings.PORT


def _address(host: str, port: int) -> str:
    seen = "localhost" if host in ("127.0.0.1", "0.0.0.0", "::", "::1", "") else host  # noqa: S104
    return f"http://[{seen}]:{port}" if ":" in seen else f"http://{seen}:{port}"


def _supervise(chosen: argparse.Namespace, on_ready) -> int:
    from django.conf import settings

    from beffroi.asgi import application
    from beffroi.kernel.commands import supervisor

    host, port = _place(chosen)
    roles = supervisor.roles(
        webs=settings.WEB_PROCESSES, workers=settings.WORKER_PROCESSES, one=settings.ONE_PROCESS and not settings.DATABASE_URL
    )
    made = supervisor.Supervisor(host=host, port=port, asgi=application, roles=roles, on_ready=on_ready)
    return made.run()


def serve(chosen: argparse.Namespace) -> int:
    from beffroi.kernel.commands import supervisor
    from beffroi.kernel.commands.state import must_be_migrated

    supervisor.must_be_free(*_place(chosen))
    must_be_migrated()
    address = _address(*_place(chosen))
    return _supervise(chosen, lambda: print(address, flush=True))


def demo(chosen: argparse.Namespace) -> int:
    from beffroi.kernel.commands import fill, supervisor
    from beffroi.kernel.importers import importers

    if not chosen.fill_only:
        supervisor.must_be_free(*_place(chosen))

    def tell(sentence: object) -> None:
        print(f"· {sentence}", file=sys.stderr, flush=True)

    def prepare() -> int:
        fill.fill(tell=tell)
        if chosen.imports:
            kind, *files = chosen.imports if chosen.imports[0] in importers else ["consultation", *chosen.imports]
            _import(kind, files, tell)  # a refused line was told; the town starts all the same
        return 0

    # In a process of its own, so that what the filling needed of memory is given back.
    if code := supervisor.apart(prepare):
        return code
    if chosen.fill_only:
        return 0
    url = _address(*_place(chosen))

    def ready() -> None:
        if chosen.json:
            print(json.dumps({"url": url, "accounts": fill.accounts()}), flush=True)
            return
        print(fill.told(url), flush=True)
        if not chosen.no_open and sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            webbrowser.open(url)

    return _supervise(chosen, ready)


def worker(chosen: argparse.Namespace) -> int:
    from beffroi.kernel import worker as process
    from beffroi.kernel.commands.state import must_be_migrated

    must_be_migrated()
    process.main(threads=max(1, min(chosen.threads, 32)))
    return 0


def migrate(chosen: argparse.Namespace) -> int:
    from beffroi.kernel.commands import state

    state.migrate()
    return 0


def channels(chosen: argparse.Namespace) -> int:
    """Ends with 1 if an account does not answer."""
    from beffroi.channels.base.checking import check_all
    from beffroi.kernel import clock
    from beffroi.kernel.commands.state import must_be_migrated

    must_be_migrated()
    return 1 if check_all(tell=print, at=clock.now()) else 0


def create_admin(chosen: argparse.Namespace) -> int:
    from django.core.exceptions import ValidationError

    from beffroi.ground.people.actions import create_administrator
    from beffroi.kernel import clock
    from beffroi.kernel.commands.state import Stop, must_be_migrated

    must_be_migrated()
    password = _password() if not chosen.no_password else None
    try:
        made = create_administrator(
            email=chosen.email, name=chosen.name or chosen.email.partition("@")[0], at=clock.now(), password=password
        )
    except ValidationError as error:
        raise Stop(" ".join(error.messages)) from None
    print(f"{made.email}: administrator")
    return 0


def _password() -> str | None:
    """Asked for twice at a terminal; one line of standard input in a script; none: by links sent by e-mail."""
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from beffroi.kernel.commands.state import Stop

    if not sys.stdin.isatty():
        given = sys.stdin.readline().rstrip("\n")
    else:
        given = getpass.getpass("Password (empty: sign in by e-mail only): ")
        if given and given != getpass.getpass("The same again: "):
            raise Stop("The two passwords differ.")
    if not given:
        return None
    try:
        validate_password(given)
    except ValidationError as error:
        raise Stop(" ".join(error.messages)) from None
    return given


def import_(chosen: argparse.Namespace) -> int:
    from beffroi.kernel.commands.state import Stop
    from beffroi.kernel.importers import importers

    if not chosen.kind:
        for importer in importers:
            print(f"{importer.kind:<20} {importer.help}")
        return 0
    if chosen.kind not in importers:
        known = ", ".join(importer.kind for importer in importers)
        raise Stop(f"nothing called {chosen.kind!r} can be imported (known: {known})")
    return _import(chosen.kind, chosen.rest, lambda sentence: print(sentence, flush=True))


def _import(kind: str, rest: list[str], tell) -> int:
    from beffroi.kernel.commands import imports
    from beffroi.kernel.importers import importers

    options = argparse.ArgumentParser(prog=f"./beffroi import {kind}", description=str(importers[kind].help))
    options.add_argument("--data", metavar="DIR", help="data folder (default: the setting DATA)")
    importers[kind].add_arguments(options)
    return imports.run(kind=kind, options=options.parse_args(rest), tell=tell)


def backup(chosen: argparse.Namespace) -> int:
    from beffroi.kernel import clock
    from beffroi.kernel.commands import archive

    return archive.backup(file=chosen.file.absolute(), at=clock.now(), portable=chosen.portable)


def restore(chosen: argparse.Namespace) -> int:
    from beffroi.kernel.commands import archive

    return archive.restore(file=chosen.file.absolute())


def check(chosen: argparse.Namespace) -> int:
    from beffroi.kernel.commands import check as checks

    return checks.check(part=chosen.part, head=chosen.head)


def host(chosen: argparse.Namespace) -> int:
    from django.conf import settings
    from django.utils import translation

    from beffroi.kernel.commands.state import Stop
    from beffroi.kernel.hosting.mother import Mother

    if chosen.awake < 1 or chosen.idle < 0 or chosen.turn < 0:
        raise Stop("--awake is at least 1, --idle and --turn are minutes.")
    options = {"most": chosen.awake, "idle": chosen.idle * 60, "turn": chosen.turn * 60, "language": translation.get_language()}

    def application() -> Any:
        from beffroi.asgi import application

        return application

    place = _place(chosen)
    made = Mother(
        towns=settings.TOWNS,
        host=place[0],
        port=place[1],
        options=options,
        application=application,
        on_ready=lambda: print(_address(*place), flush=True),
    )
    return made.run()


def towns(chosen: argparse.Namespace) -> int:
    from django.conf import settings

    from beffroi.kernel import clock
    from beffroi.kernel.commands.state import Stop
    from beffroi.kernel.hosting import verbs
    from beffroi.kernel.hosting.folder import WrongTown

    place = settings.TOWNS
    acts: dict[str, Callable[[], int]] = {
        "add": lambda: verbs.add(place, name=chosen.name, url=chosen.url, aliases=chosen.alias),
        "list": lambda: verbs.show(place, as_json=chosen.json),
        "run": lambda: verbs.run(place, name=chosen.name, verb=chosen.of_town, rest=chosen.rest),
        "remove": lambda: verbs.remove(place, name=chosen.name, is_sure=chosen.yes, at=clock.now()),
        "upgrade": lambda: verbs.upgrade(place),
        "backup": lambda: verbs.backup(place, to=chosen.into, at=clock.now()),
    }
    try:
        return acts[chosen.act]()
    except WrongTown as wrong:
        raise Stop(str(wrong)) from None


def rotate_secrets(chosen: argparse.Namespace) -> int:
    from beffroi.kernel import sealing
    from beffroi.kernel.commands.state import must_be_migrated

    must_be_migrated()
    print(f"{sealing.rotate()} secrets sealed with a new key")
    return 0


def registrar(chosen: argparse.Namespace) -> int:
    """Makes files, and asks neither the site nor its database."""
    from beffroi.participation.ballots import registrar as codes

    made = argparse.ArgumentParser(prog="./beffroi registrar", description="Make the codes of a secret vote, outside the web server.")
    codes.add_arguments(made)
    try:
        print(codes.run(made.parse_args(chosen.rest)))
    except codes.CannotDo as error:
        print(f"beffroi: {error}", file=sys.stderr)
        return 1
    return 0


VERBS = {
    "demo": demo,
    "serve": serve,
    "worker": worker,
    "migrate": migrate,
    "create-admin": create_admin,
    "import": import_,
    "backup": backup,
    "restore": restore,
    "check": check,
    "channels": channels,
    "registrar": registrar,
    "rotate-secrets": rotate_secrets,
    "host": host,
    "towns": towns,
}

if __name__ == "__main__":
    sys.exit(main())
