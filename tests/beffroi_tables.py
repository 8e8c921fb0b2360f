"""The empty tables of the tests: migrated once for all workers and stages, then copied."""

import fcntl
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from unittest.mock import patch

from beffroi_town import TOWNS, columns, is_empty, kept, read, sources, write
from beffroi_town import tables as all_tables


@contextmanager
def migrated_once() -> Iterator[None]:
    """While the test database is made: its migrations run if nobody has run them yet from these sources."""
    from django.core import management
    from django.db import connection

    from beffroi.kernel.commands import install

    thorough, with_tables = management.call_command, {"sqlite": with_file, "postgresql": with_template}[connection.vendor]

    def call_command(name: str, *arguments: object, **options: object) -> object:
        if name != "migrate":
            return thorough(name, *arguments, **options)
        with install.quickly():
            return tables(lambda: thorough(name, *arguments, **options))

    with with_tables() as tables, patch.object(management, "call_command", call_command):
        yield


def first_rows_come_back() -> None:
    """A test that really commits has every table emptied: what the migrations wrote is there again for whoever comes after."""
    from django.core.management.commands import flush
    from django.db import connection

    def has_rows(table: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT 1 FROM "{table}" LIMIT 1')
            return cursor.fetchone() is not None

    first = {table: read(table, columns(table)) for table in all_tables() if has_rows(table)}
    thorough = flush.Command.handle

    def handle(self: flush.Command, **options: object) -> None:
        thorough(self, **options)
        for table, rows in first.items():
            write(table, columns(table), rows)

    flush.Command.handle = handle


@contextmanager
def with_file() -> Iterator[Callable[[Callable[[], object]], None]]:
    from django.db import connection

    def tables(migrate: Callable[[], object]) -> None:
        with kept("tables") as folder:
            is_first = is_empty(folder)
            if is_first:
                migrate()
            connection.ensure_connection()
            with closing(sqlite3.connect(folder / "tables.sqlite3")) as file:
                here, there = (connection.connection, file) if is_first else (file, connection.connection)
                here.backup(there)

    yield tables


@contextmanager
def with_template() -> Iterator[Callable[[Callable[[], object]], None]]:
    """PostgreSQL copies a whole database when it makes one, as long as nobody is in the first."""
    from django.db import connection

    name, test = f"tables_{sources()}", connection.settings_dict["TEST"]
    with alone(TOWNS / "tables-postgresql.lock"):
        with connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'tables\\_%%'")
            known = {found for (found,) in cursor.fetchall()}
        if name in known:
            with patch.dict(test, TEMPLATE=name):
                yield lambda migrate: None
            return

        def tables(migrate: Callable[[], object]) -> None:
            migrate()
            made = connection.settings_dict["NAME"]
            connection.close()
            with connection._nodb_cursor() as cursor:
                for old in known:
                    cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{made}"')

        yield tables


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
