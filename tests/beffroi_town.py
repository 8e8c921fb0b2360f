"""The demonstration town: filled once for all tests that read it, then copied. `clairbourg` in a test, `filled_folder()` for a server."""

import fcntl
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TOWNS = ROOT / "build" / "towns"
# What is filled has dates around the hour of its filling: an old copy is another town.
FRESH = 60 * 60
# Made by the migrations, not by the filling.
OTHERS = ("django_migrations", "django_content_type", "auth_permission", "django_session")


def sources() -> str:
    """What the filled town depends on."""
    from tools.prepare import signature  # the root is importable only once pytest has read its settings

    found = [Path(__file__)]
    for here, folders, names in os.walk(ROOT / "src" / "beffroi"):
        folders[:] = sorted(name for name in folders if name not in ("__pycache__", "tests", "assets", "templates"))
        found += [Path(here) / name for name in sorted(names) if not name.endswith(".mo")]
    return signature(found)[:20]


@contextmanager
def kept(name: str) -> Iterator[Path]:
    """A folder for what was filled from these sources within the hour: alone in it; empty if it is to be filled."""
    TOWNS.mkdir(parents=True, exist_ok=True)
    with (TOWNS / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        folder = TOWNS / f"{name}-{sources()}"
        for other in TOWNS.glob(f"{name}-*"):
            if other != folder or time.time() - other.stat().st_mtime > FRESH:
                shutil.rmtree(other, ignore_errors=True)
        if folder.is_dir():
            yield folder
            return
        unfinished = Path(tempfile.mkdtemp(prefix=f"{name}-", suffix=".part", dir=TOWNS))
        yield unfinished
        unfinished.rename(folder)


def is_empty(folder: Path) -> bool:
    return not any(folder.iterdir())


# For a server: a data folder as `./beffroi demo` leaves it.


def filled_folder(folder: Path, env: dict[str, str]) -> None:
    """Make `folder` the data folder of a filled demonstration."""
    with kept("served") as town:
        if is_empty(town):
            command = [sys.executable, "-m", "beffroi", "demo", "--fill-only", "--data", str(town)]
            filled = subprocess.run(command, env={**env, "DATA": str(town)}, cwd=ROOT, capture_output=True, text=True)
            if filled.returncode:
                shutil.rmtree(town)
                raise RuntimeError(f"The demonstration was not filled.\n{filled.stderr[-4000:]}")
        shutil.copytree(town, folder, dirs_exist_ok=True)


SEALING = "sealing.keys"

# For a test with a database of its own: the same rows, in its transaction.


@pytest.fixture
def clairbourg(db, settings) -> Iterator[None]:
    """The demonstration town, in the database and the media of this test."""
    from beffroi.sites.demo.past import person

    person.cache_clear()
    settings.DEMO = True
    fill_or_copy()
    yield
    person.cache_clear()


def fill_or_copy() -> None:
    from django.conf import settings
    from django.core.cache import cache
    from django.db import connection

    from beffroi.kernel import clock, demo

    media = Path(settings.MEDIA_ROOT)
    with kept(connection.vendor) as town:
        if is_empty(town):
            count_from_one()
            for part in demo.in_order():
                part.run(clock.now())
            (town / "rows").write_bytes(pickle.dumps({table: read(table, columns(table)) for table in tables()}))
            shutil.copytree(media, town / "media", dirs_exist_ok=True)
            shutil.copy(settings.DATA / SEALING, town / SEALING)  # what the rows keep sealed is opened by it
        else:
            for table, rows in pickle.loads((town / "rows").read_bytes()).items():
                write(table, columns(table), rows)
            count_from_one()
            shutil.copytree(town / "media", media, dirs_exist_ok=True)
            know_keys(town / SEALING)
    cache.clear()


def know_keys(theirs: Path) -> None:
    """The keys of the town beside those of this process."""
    from django.conf import settings

    from beffroi.kernel import sealing

    sealing.keys()  # made, if there were none
    ours = settings.DATA / SEALING
    lines = [*ours.read_text().split(), *theirs.read_text().split()]
    ours.write_text("\n".join(dict.fromkeys(lines)) + "\n")


def tables() -> list[str]:
    from django.db import connection

    return [name for name in sorted(connection.introspection.django_table_names(only_existing=True)) if name not in OTHERS]


def columns(table: str) -> list[str]:
    """All but those that the database computes."""
    from django.db import connection

    if connection.vendor == "sqlite":
        asked = "SELECT name FROM pragma_table_xinfo(%s) WHERE hidden = 0"
    else:
        asked = "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND table_schema = 'public' AND is_generated = 'NEVER'"
    with connection.cursor() as cursor:
        cursor.execute(asked, [table])
        return [f'"{name}"' for (name,) in cursor.fetchall()]


def read(table: str, names: list[str]) -> object:
    """The rows as the database has them."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # The sign keeps the driver from making an object of a text.
            cursor.execute(f'SELECT {", ".join(f"+{name}" for name in names)} FROM "{table}"')
            return cursor.fetchall()
        with cursor.cursor.copy(f'COPY "{table}" ({", ".join(names)}) TO STDOUT (FORMAT BINARY)') as rows:
            return b"".join(bytes(part) for part in rows)


def write(table: str, names: list[str], rows) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'DELETE FROM "{table}"')
        if connection.vendor == "sqlite":
            holes = ", ".join(["%s"] * len(names))
            cursor.executemany(f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({holes})', rows)
            return
        with cursor.cursor.copy(f'COPY "{table}" ({", ".join(names)}) FROM STDIN (FORMAT BINARY)') as copy:
            copy.write(rows)


def count_from_one() -> None:
    """The next number of each table is the one after its last: PostgreSQL's sequences outlive a transaction."""
    from django.apps import apps
    from django.core.management.color import no_style
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
            cursor.execute(statement)
