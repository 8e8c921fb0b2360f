"""`./beffroi towns …`: the towns of a host, as whoever runs it meets them."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.kernel import env
from beffroi.kernel.commands.state import Stop
from beffroi.kernel.hosting import binding, folder
from beffroi.kernel.hosting.folder import Town, WrongTown

# Verbs of one town; the others start servers, which is the host's work.
OF_ONE_TOWN = ("backup", "channels", "check", "create-admin", "import", "migrate", "registrar", "restore", "rotate-secrets")
LEAVES = 15.0  # seconds that a town which is taken out has to end
Tell = Callable[[str], None]

HEAD = """\
# The settings of this town: docs/operating.md. The host reads them when the town wakes, and a change within two seconds.
BASE_URL={url}
"""
HINTS = """\
# MAIL_URL=smtp://user:password@mail.example.fr:587
# MAIL_FROM={host} <participez@{host}>
# DATABASE_URL=postgresql://user:password@localhost/{name}
"""


def add(towns: Path, *, name: str, url: str, aliases: list[str], tell: Tell = print) -> int:
    """A new town: its folder, for its owner alone, and its database, ready."""
    folder.must_be_name(name)
    place = towns / name
    if place.exists() or place.is_symlink():
        raise Stop(_("There is a town “%(name)s” already in %(folder)s.") % {"name": name, "folder": towns})
    made = Town(name, place, {"BASE_URL": url.rstrip("/"), "HOSTS": ",".join(aliases)})
    mine = made.hosts()
    _must_be_free(towns, mine)
    if "\n" in url or any("\n" in alias for alias in aliases):
        raise Stop(_("An address is one line."))
    text = HEAD.format(url=made.settings["BASE_URL"]) + (f"HOSTS={','.join(mine[1:])}\n" if mine[1:] else "")
    try:
        towns.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Beside its place until its tables are there, so that no host serves half a town.
        unfinished = towns / f".adding-{name}-{os.getpid()}"
        unfinished.mkdir(mode=0o700)
    except OSError as error:
        raise Stop(_("The folder of towns %(folder)s cannot be written (%(why)s).") % {"folder": towns, "why": error.strerror}) from None
    try:
        (unfinished / folder.DATA).mkdir(mode=0o700)
        file = unfinished / folder.FILE
        file.touch(mode=0o600)
        file.write_text(text + HINTS.format(host=mine[0], name=name.replace("-", "_")))
        if code := _run(Town(name, unfinished, made.settings), "migrate", quiet=True):
            return code
        unfinished.rename(place)
    except OSError as error:
        raise Stop(_("The town could not be made (%(why)s).") % {"why": error.strerror}) from None
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    tell(_("%(name)s is ready, at %(url)s. Its settings: %(file)s") % {"name": name, "url": url, "file": place / folder.FILE})
    tell(_("Next: ./beffroi towns run %(name)s create-admin ADDRESS --folder %(folder)s") % {"name": name, "folder": towns})
    return 0


def _must_be_free(towns: Path, mine: list[str]) -> None:
    for name in folder.names(towns):
        try:
            taken = set(folder.read(towns, name).hosts()) & set(mine)
        except WrongTown:
            continue
        if taken:
            raise Stop(_("%(host)s is the address of the town “%(name)s”.") % {"host": sorted(taken)[0], "name": name})


def show(towns: Path, *, as_json: bool, tell: Tell = print) -> int:
    """Name, addresses, awake or asleep, size on disk, last backup."""
    state = _state(towns)
    rows = [_row(towns, name, state) for name in folder.names(towns)]
    if as_json:
        tell(json.dumps(rows, indent=2))
        return 0
    if not rows:
        tell(
            _("No town yet. Add one: ./beffroi towns add NAME --url https://participez.example.fr --folder %(folder)s") % {"folder": towns}
        )
        return 0
    for row in rows:
        saved = "–"
        if row["last_backup"]:
            saved = date_format(timezone.localtime(datetime.fromisoformat(row["last_backup"])), "SHORT_DATETIME_FORMAT")
        words = pgettext("towns", "backup")  # not inside the line below, where no translator would find it
        size, state_said = filesizeformat(row["bytes"]), STATES[row["state"]]()
        tell(f"{row['name']:<20} {state_said:<10} {size:>9}  {words} {saved:<16}  {' '.join(row['hosts'])}")
        if row["wrong"]:
            tell(f"{'':<20} {row['wrong']}")
    return 0


STATES: dict[str, Callable[[], str]] = {
    "awake": lambda: pgettext("towns", "awake"),
    "asleep": lambda: pgettext("towns", "asleep"),
    "failing": lambda: pgettext("towns", "failing"),
    "stopped": lambda: pgettext("towns", "not hosted"),
}


def _row(towns: Path, name: str, state: dict[str, str] | None) -> dict[str, Any]:
    row: dict[str, Any] = {"name": name, "url": "", "hosts": [], "wrong": ""}
    try:
        town = folder.read(towns, name, known=env.SETTINGS)
        row["hosts"], row["url"] = town.hosts(), town.settings.get("BASE_URL", "")
    except WrongTown as wrong:
        row["wrong"] = str(wrong)
    said = (state or {}).get(name, "asleep")
    if row["wrong"] or said not in ("awake", "asleep", "waking", "leaving"):
        row["wrong"] = row["wrong"] or said
    row["state"] = "stopped" if state is None else "failing" if row["wrong"] else "awake" if said in ("awake", "waking") else "asleep"
    row["bytes"] = sum(_size(Path(at) / file) for at, _folders, files in os.walk(towns / name) for file in files)
    try:
        row["last_backup"] = (towns / name / folder.SAVED).read_text().strip() or None
    except OSError:
        row["last_backup"] = None
    return row


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _state(towns: Path) -> dict[str, str] | None:
    """Who is awake, as the door wrote it; None where no host runs."""
    try:
        told = json.loads((towns / folder.STATE).read_text())
        os.kill(told["pid"], 0)
    except PermissionError:
        return told["towns"]
    except (OSError, ValueError, KeyError):
        return None
    return told["towns"]


def run(towns: Path, *, name: str, verb: str, rest: list[str]) -> int:
    """Any verb of one town, under its settings: in place of this process."""
    if verb not in OF_ONE_TOWN:
        raise Stop(
            _("“%(verb)s” is not for one town of a host. Choose among: %(verbs)s.") % {"verb": verb, "verbs": ", ".join(OF_ONE_TOWN)}
        )
    town = _checked(towns, name)
    os.execve(sys.executable, [sys.executable, "-m", "beffroi", verb, *rest], binding.environment_of(town, os.environ))  # noqa: S606


def _checked(towns: Path, name: str) -> Town:
    """A town whose settings are right, or one sentence that names the line."""
    town = folder.read(towns, name, known=env.SETTINGS)
    town.hosts()
    before = dict(os.environ)
    try:
        os.environ.update(binding.environment_of(town, before))
        binding.fresh(town)
    finally:
        os.environ.clear()
        os.environ.update(before)
    return town


def remove(towns: Path, *, name: str, is_sure: bool, at: datetime, tell: Tell = print) -> int:
    """Out of the host, moved aside with all that it holds."""
    folder.must_be_name(name)
    if not (towns / name).is_dir() or (towns / name).is_symlink():
        raise Stop(_("There is no town “%(name)s” in %(folder)s.") % {"name": name, "folder": towns})
    if not is_sure:
        if not sys.stdin.isatty():
            raise Stop(_("Say --yes to take “%(name)s” out of the host.") % {"name": name})
        answer = input(
            _("Take “%(name)s” out of the host? Its folder is moved aside, nothing is deleted. Type its name: ") % {"name": name}
        )
        if answer.strip() != name:
            raise Stop(_("Nothing was changed."))
    aside = towns / folder.REMOVED / f"{name}-{at:%Y-%m-%d-%H%M%S}"
    file, hidden = towns / name / folder.FILE, towns / name / f".{folder.FILE}"
    try:
        aside.parent.mkdir(mode=0o700, exist_ok=True)
        if file.is_file():
            file.rename(hidden)  # from here on it is no town; what runs of it ends before its folder moves
            until = time.monotonic() + LEAVES
            while name in (_state(towns) or ()) and time.monotonic() < until:
                time.sleep(0.1)
        (towns / name).rename(aside)
        if (aside / hidden.name).is_file():
            (aside / hidden.name).rename(aside / folder.FILE)
    except OSError as error:
        raise Stop(_("The town could not be moved (%(why)s).") % {"why": error.strerror}) from None
    tell(_("“%(name)s” is not hosted any more. All that it held: %(place)s") % {"name": name, "place": aside})
    tell(_("A database on PostgreSQL stays where it was."))
    return 0


def upgrade(towns: Path, *, tell: Tell = print) -> int:
    """Migrate every town, one after the other; 1 if one failed."""
    return _each(towns, tell, lambda town: _run(town, "migrate", quiet=True))


def backup(towns: Path, *, to: Path, at: datetime, tell: Tell = print) -> int:
    """One archive of each town; 1 if one failed."""
    if not to.is_dir():
        raise Stop(_("The folder %(folder)s does not exist.") % {"folder": to})

    def save(town: Town) -> int:
        code = _run(town, "backup", str(to / f"{town.name}-{at:%Y-%m-%d-%H%M%S}.tar.gz"), quiet=True)
        if not code:
            (town.folder / folder.SAVED).write_text(f"{at.isoformat()}\n")
        return code

    return _each(towns, tell, save)


def _each(towns: Path, tell: Tell, work: Callable[[Town], int]) -> int:
    failed = []
    for name in folder.names(towns):
        try:
            code = work(_checked(towns, name))
        except (WrongTown, OSError) as wrong:
            print(f"beffroi: {wrong}", file=sys.stderr)  # noqa: T201
            code = 1
        tell(f"{name}: " + (pgettext("towns", "failed") if code else pgettext("towns", "done")))
        if code:
            failed.append(name)
    if failed:
        tell(_("Failed: %(names)s") % {"names": ", ".join(failed)})
    return 1 if failed else 0


def _run(town: Town, *arguments: str, quiet: bool = False) -> int:
    """A verb of a town in a process of its own; what it says of errors is shown."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "beffroi", *arguments],
        env=binding.environment_of(town, os.environ),
        stdout=subprocess.DEVNULL if quiet else None,
        check=False,
    )
    return done.returncode
