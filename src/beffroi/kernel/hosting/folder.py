"""The folder of towns: `NAME/town.env` (settings, one NAME=value a line) and `NAME/data/` (database, media, keys)."""

import ipaddress
import os
import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
FILE, DATA, REMOVED, SAVED, STATE = "town.env", "data", ".removed", "last-backup", ".host.json"
LARGEST = 100_000
NOWHERE = "/nonexistent/beffroi"
# Not a town's to say: the host decides where things are, who is believed, and how many processes there are.
OF_THE_HOST = frozenset(
    {"DATA", "HOST", "PORT", "TOWNS", "TRUSTED_PROXIES", "WEB_PROCESSES", "WORKER_PROCESSES", "ONE_PROCESS", "OUTGOING_ALLOW"}
)


class WrongTown(Exception):
    """One sentence that names the town, and the line where there is one."""


@dataclass(frozen=True)
class Town:
    """One town on disk, as its file says."""

    name: str
    folder: Path
    settings: dict[str, str]
    lines: dict[str, int] = field(default_factory=dict)

    @property
    def data(self) -> Path:
        return self.folder / DATA

    def environment(self) -> dict[str, str]:
        return {**self.settings, "DATA": str(self.data)}

    def place(self, sentence: str) -> str:
        """Where in the file stands the setting that a sentence begins with."""
        word = re.split(r"[^A-Z0-9_]", sentence, maxsplit=1)[0]
        line = self.lines.get(word) or self.lines.get(f"{word.removesuffix('_FILE')}_FILE")
        return f"{self.name}, {FILE}:{line}: {sentence}" if line else f"{self.name}: {sentence}"

    def hosts(self) -> list[str]:
        """The host names that this town answers to: that of BASE_URL first."""
        url = self.settings.get("BASE_URL", "").rstrip("/")
        try:
            parts = urlsplit(url)
            name, right = parts.hostname or "", parts.scheme in ("http", "https") and (parts.port or 1) > 0 and not parts.path
        except ValueError:
            name, right = "", False
        if not right or not is_host(name):
            raise WrongTown(self.place(_("BASE_URL must look like https://participez.example.fr, not “%(url)s”.") % {"url": url}))
        found = [name]
        for word in self.settings.get("HOSTS", "").split(","):
            alias = word.strip().lower()
            if alias and not is_host(alias):
                raise WrongTown(
                    self.place(_("HOSTS must hold exact names such as participez.example.fr, not “%(word)s”.") % {"word": word.strip()})
                )
            if alias and alias not in found:
                found.append(alias)
        return found


def is_host(name: str) -> bool:
    if HOST.fullmatch(name):
        return True
    try:
        return bool(ipaddress.ip_address(name.strip("[]")))
    except ValueError:
        return False


def host_of(header: str) -> str:
    """The name in a Host header: lower case, without port, final dot or brackets; empty if it is none."""
    said = header.strip().lower()
    name, bracket, rest = said[1:].partition("]") if said.startswith("[") else ("", "", "")
    if bracket:
        return name if is_host(name) and re.fullmatch(r"(:\d{1,5})?", rest) else ""
    name, _colon, port = said.partition(":")
    name = name.removesuffix(".")
    return name if is_host(name) and re.fullmatch(r"\d{0,5}", port) else ""


def must_be_name(name: str) -> str:
    if not NAME.fullmatch(name):
        raise WrongTown(
            _("“%(name)s” cannot name a town: take lower-case letters, digits and hyphens, at most 40, with no hyphen at either end.")
            % {"name": name}
        )
    return name


def read(folder: Path, name: str, *, known: Collection[str] = ()) -> Town:
    """A town, its file read strictly: with `known`, every setting must be one of them."""
    place = folder / must_be_name(name)
    if place.is_symlink() or not (place / FILE).is_file():
        raise WrongTown(_("There is no town “%(name)s” in %(folder)s.") % {"name": name, "folder": folder})
    try:
        text = (place / FILE).read_bytes()[: LARGEST + 1].decode()
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "UTF-8"
        raise WrongTown(_("%(place)s cannot be read (%(why)s).") % {"place": f"{name}, {FILE}", "why": why}) from None
    if len(text) > LARGEST:
        raise WrongTown(_("%(place)s is too long.") % {"place": f"{name}, {FILE}"})
    settings: dict[str, str] = {}
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        word, equals, value = line.partition("=")
        word, where = word.strip(), f"{name}, {FILE}:{number}"
        if not equals or not re.fullmatch(r"[A-Z][A-Z0-9_]*", word):
            raise WrongTown(_("%(where)s: a line must look like NAME=value.") % {"where": where})
        if word in OF_THE_HOST or word.removesuffix("_FILE") in OF_THE_HOST:
            raise WrongTown(_("%(where)s: %(word)s is for the host to say, not for a town.") % {"where": where, "word": word})
        if known and word not in known and word.removesuffix("_FILE") not in known:
            raise WrongTown(_("%(where)s: there is no setting %(word)s.") % {"where": where, "word": word})
        if word in lines:
            raise WrongTown(_("%(where)s: %(word)s was said before, in line %(n)d.") % {"where": where, "word": word, "n": lines[word]})
        if "\0" in value:
            raise WrongTown(_("%(where)s: a value has no null character.") % {"where": where})
        settings[word], lines[word] = _unquoted(value.strip()), number
    return Town(name, place, settings, lines)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def names(folder: Path) -> Iterator[str]:
    """The towns of a folder, in the order of their names. What is called otherwise is none."""
    try:
        found = sorted(entry.name for entry in os.scandir(folder) if entry.is_dir(follow_symlinks=False))
    except OSError:
        return
    for name in found:
        if NAME.fullmatch(name) and (folder / name / FILE).is_file():
            yield name


def without_town(environment: Mapping[str, str]) -> dict[str, str]:
    """What the process that loads the code is told instead of a town: no folder that could be written, a key of this hour."""
    kept = {name: value for name, value in environment.items() if name not in ("SECRET_KEY_FILE", "SEALING_KEYS", "SEALING_KEYS_FILE")}
    return {**kept, "DATA": NOWHERE, "SECRET_KEY": secrets.token_urlsafe(48)}


def clean(environment: Mapping[str, str], *, known: Collection[str]) -> dict[str, str]:
    """An environment without settings: no town inherits what another, or the host, was told."""
    return {
        name: value
        for name, value in environment.items()
        if name == "LOG_LEVEL" or (name not in known and name.removesuffix("_FILE") not in known)
    }
