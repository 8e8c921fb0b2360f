"""`backup FILE` while the town is served, and `restore FILE` into an empty data folder.

One archive holds the database, the media, the secret key and a manifest with the size and SHA-256 of each file.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.utils.translation import gettext as _

from beffroi import __version__
from beffroi.kernel import stored
from beffroi.kernel.commands import transfer
from beffroi.kernel.commands.state import Stop, Tell, must_be_migrated, must_have_database

MANIFEST = "manifest.json"
SQLITE, POSTGRESQL, MEDIA = "beffroi.sqlite3", "postgresql.dump", "media/"
KEYS = ("secret.key", "sealing.keys")
CHUNK = 1024 * 1024


def backup(*, file: Path, at: datetime, portable: bool = False, tell: Tell = print) -> int:
    """Write everything into one archive, readable by its owner alone. `portable`: one that both kinds of databases can read."""
    must_be_migrated()
    if file.exists():
        raise Stop(_("%(file)s is there already; choose another name.") % {"file": file})
    if not file.parent.is_dir():
        raise Stop(_("The folder %(folder)s does not exist.") % {"folder": file.parent})
    unfinished = file.with_name(file.name + ".part")
    entries: dict[str, dict[str, object]] = {}
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as folder:
            # The database first: a picture is stored before the row that shows it, so none will be missing.
            dump = _dump(Path(folder), portable, tell)
            descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz", compresslevel=5) as archive:
                _add(archive, entries, dump.name, dump)
                for name in KEYS:
                    if (settings.DATA / name).is_file():
                        _add(archive, entries, name, settings.DATA / name)
                for kept in stored.walk():
                    _add_media(archive, entries, kept)
                _add_manifest(archive, entries, at, "sqlite" if dump.name == SQLITE else connection.vendor)
                archive.close()
                raw.flush()
                os.fsync(raw.fileno())
        unfinished.rename(file)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise Stop(_("The backup was not written: %(why)s.") % {"why": error.strerror or error}) from None
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise
    tell(_("%(file)s: %(n)d files, %(size)d kB. It holds the secret key: keep it as safely as the town itself.") % {
        "file": file, "n": len(entries), "size": file.stat().st_size // 1024
    })  # fmt: skip
    return 0


def _dump(folder: Path, portable: bool, tell: Tell) -> Path:
    """The database as it is at one moment, while others go on writing."""
    tell(_("The database…"))
    if connection.vendor == "sqlite":
        target = folder / SQLITE
        with sqlite3.connect(str(connection.settings_dict["NAME"])) as source, sqlite3.connect(target) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        return target
    if portable:
        with transfer.beside(folder / SQLITE) as alias:
            transfer.make_tables(alias)
            transfer.copy(source="default", target=alias)
        return folder / SQLITE
    target = folder / POSTGRESQL
    _run_postgresql("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return target


def _run_postgresql(program: str, *arguments: str) -> None:
    if not shutil.which(program):
        raise Stop(
            _("%(program)s is missing. Install the client programs of PostgreSQL (Debian: postgresql-client).") % {"program": program}
        )
    given = connection.get_connection_params()
    place = {"PGHOST": given.get("host"), "PGPORT": given.get("port"), "PGUSER": given.get("user"), "PGPASSWORD": given.get("password")}
    environment = {**os.environ, **{name: str(value) for name, value in place.items() if value}, "PGDATABASE": str(given["dbname"])}
    database = [f"--dbname={given['dbname']}"]
    done = subprocess.run([program, *arguments, *database], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Stop(f"{program}: {done.stderr.strip() or done.returncode}")


def _add(archive: tarfile.TarFile, entries: dict, name: str, path: Path) -> None:
    with path.open("rb") as file:
        said = os.fstat(file.fileno())
        _add_open(archive, entries, name, file, said.st_size, int(said.st_mtime))


def _add_media(archive: tarfile.TarFile, entries: dict, kept: stored.Kept) -> None:
    try:
        file = default_storage.open(kept.path)
        file.read(1)  # a bucket gives its first byte now, or says that there is none
        file.seek(0)
    except FileNotFoundError:  # erased meanwhile, with its row
        return
    with file:
        _add_open(archive, entries, MEDIA + kept.path, file, file.size, int(kept.modified.timestamp()))


def _add_open(archive: tarfile.TarFile, entries: dict, name: str, file: Any, size: int, modified: int) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, modified, 0o600
    reading = _Hashing(file)
    archive.addfile(info, reading)  # type: ignore[arg-type]
    entries[name] = {"size": info.size, "sha256": reading.hash.hexdigest()}


def _add_manifest(archive: tarfile.TarFile, entries: dict, at: datetime, kind: str) -> None:
    said = {"beffroi": __version__, "at": at.isoformat(), "database": kind, "files": entries}
    body = json.dumps(said, indent=1, sort_keys=True).encode()
    info = tarfile.TarInfo(MANIFEST)
    info.size, info.mode, info.mtime = len(body), 0o600, int(at.timestamp())
    archive.addfile(info, io.BytesIO(body))


class _Hashing:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.hash = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        chunk = self.file.read(size)
        self.hash.update(chunk)
        return chunk


def restore(*, file: Path, tell: Tell = print) -> int:
    """Put an archive into an empty data folder (and an empty database), after every file was verified."""
    _must_be_empty()
    with tempfile.TemporaryDirectory(dir=settings.DATA, prefix=".restore-") as name:
        folder = Path(name)
        try:
            with tarfile.open(file, "r:gz") as archive:
                found = _unpack(archive, folder)
        except (OSError, tarfile.TarError, EOFError) as error:
            raise Stop(_("%(file)s cannot be read: %(why)s.") % {"file": file, "why": error}) from None
        manifest = _verified(folder, found)
        if manifest["database"] == "postgresql" and connection.vendor == "sqlite":
            raise Stop(_("This backup is of PostgreSQL alone. Make one with ./beffroi backup --portable, which SQLite can read."))
        tell(_("%(n)d files are as they were; putting them in place…") % {"n": len(found)})
        connection.close()
        _put_in_place(folder, manifest, tell)
    tell(_("Restored, as it was on %(at)s. Run ./beffroi migrate, then ./beffroi serve.") % {"at": manifest["at"]})
    return 0


def _put_in_place(folder: Path, manifest: dict, tell: Tell) -> None:
    """The files first: a row without its files would be seen, files without rows are not."""
    names: list[str] = []
    if (folder / "media").is_dir():
        try:
            names = stored.take_in(folder / "media")
        except OSError as error:
            raise Stop(_("The files were not put in place: %(why)s") % {"why": error}) from None
    try:
        if (manifest["database"], connection.vendor) == ("sqlite", "postgresql"):
            transfer.make_tables("default")
            with transfer.beside(folder / SQLITE) as alias:
                tell(_("%(n)d rows were carried over into PostgreSQL.") % {"n": transfer.copy(source=alias, target="default")})
        elif manifest["database"] == "postgresql":
            _run_postgresql(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(folder / POSTGRESQL)
            )
        for name in KEYS:
            if (folder / name).is_file():
                (folder / name).replace(settings.DATA / name)
        if connection.vendor == "sqlite":  # last: its presence says that the restore is whole
            for rest in ("-wal", "-shm"):
                (settings.DATA / (SQLITE + rest)).unlink(missing_ok=True)
            (folder / SQLITE).replace(connection.settings_dict["NAME"])
    except Exception:
        stored.take_out(names)  # there were none before: a second attempt finds it empty again
        raise


def _must_be_empty() -> None:
    try:
        is_empty = stored.is_empty()
    except OSError as error:
        raise Stop(str(error)) from None
    if not is_empty and stored.in_bucket():
        raise Stop(_("%(place)s is not empty: nothing is overwritten. Give an empty bucket or folder.") % {"place": stored.place()})
    if not is_empty:
        raise Stop(_("%(folder)s is not empty: nothing is overwritten. Choose another data folder.") % {"folder": stored.place()})
    if connection.vendor == "sqlite" and Path(connection.settings_dict["NAME"]).exists():
        raise Stop(_("%(folder)s holds a town already: nothing is overwritten. Choose another data folder.") % {"folder": settings.DATA})
    if connection.vendor == "postgresql":
        must_have_database()
        if connection.introspection.table_names():
            raise Stop(_("The database is not empty: nothing is overwritten. Give an empty one."))


def _unpack(archive: tarfile.TarFile, folder: Path) -> set[str]:
    """Only plain files under names of ours; the manifest says later whether they are right."""
    found = set()
    for member in archive:
        parts = Path(member.name).parts
        known = member.name in (MANIFEST, SQLITE, POSTGRESQL, *KEYS) or (member.name.startswith(MEDIA) and len(parts) > 1)
        if not member.isfile() or not known or ".." in parts or Path(member.name).is_absolute():
            raise Stop(_("This is not a backup of Beffroi: it holds %(name)s.") % {"name": member.name})
        target = folder / member.name
        target.parent.mkdir(parents=True, exist_ok=True)
        source = archive.extractfile(member)
        assert source
        with target.open("xb") as file:
            shutil.copyfileobj(source, file, CHUNK)
        if member.name != MANIFEST:
            found.add(member.name)
    return found


def _verified(folder: Path, found: set[str]) -> dict:
    try:
        manifest = json.loads((folder / MANIFEST).read_bytes())
        files = manifest["files"]
    except (OSError, ValueError, KeyError):
        raise Stop(_("This is not a backup of Beffroi, or it was cut: it has no manifest.")) from None
    if set(files) != found:
        raise Stop(_("The archive is damaged: its files are not those of its manifest."))
    for name, said in files.items():
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != said["sha256"]:
                raise Stop(_("The archive is damaged: %(name)s is not as it was.") % {"name": name})
    return manifest
