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
from typing import IO

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from beffroi import __version__
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
                media = Path(settings.MEDIA_ROOT)
                for path in sorted(media.rglob("*")) if media.is_dir() else []:
                    if path.is_file() and not path.is_symlink():
                        _add(archive, entries, MEDIA + path.relative_to(media).as_posix(), path)
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
    try:
        file = path.open("rb")
    except FileNotFoundError:  # erased meanwhile, with its row
        return
    with file:
        info = tarfile.TarInfo(name)
        said = os.fstat(file.fileno())
        info.size, info.mtime, info.mode = said.st_size, int(said.st_mtime), 0o600
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
        if (manifest["database"], connection.vendor) == ("sqlite", "postgresql"):
            transfer.make_tables("default")
            with transfer.beside(folder / SQLITE) as alias:
                tell(_("%(n)d rows were carried over into PostgreSQL.") % {"n": transfer.copy(source=alias, target="default")})
        elif manifest["database"] == "postgresql":
            _run_postgresql(
                "pg_restore", "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", str(folder / POSTGRESQL)
            )
        if (folder / "media").is_dir():
            Path(settings.MEDIA_ROOT).parent.mkdir(parents=True, exist_ok=True)
            shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
            shutil.move(folder / "media", settings.MEDIA_ROOT)
        for name in KEYS:
            if (folder / name).is_file():
                (folder / name).replace(settings.DATA / name)
        if connection.vendor == "sqlite":  # last: its presence says that the restore is whole
            for rest in ("-wal", "-shm"):
                (settings.DATA / (SQLITE + rest)).unlink(missing_ok=True)
            (folder / SQLITE).replace(connection.settings_dict["NAME"])
    tell(_("Restored, as it was on %(at)s. Run ./beffroi migrate, then ./beffroi serve.") % {"at": manifest["at"]})
    return 0


def _must_be_empty() -> None:
    media = Path(settings.MEDIA_ROOT)
    if media.is_dir() and any(media.iterdir()):
        raise Stop(_("%(folder)s is not empty: nothing is overwritten. Choose another data folder.") % {"folder": media})
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
