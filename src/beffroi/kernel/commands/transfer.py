"""A town from one kind of database into the other, row by row: SQLite to PostgreSQL when it grows, or back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import DatabaseError, connections, models, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.utils.translation import gettext as _

from beffroi.kernel import config
from beffroi.kernel.commands import install
from beffroi.kernel.commands.state import Stop

BESIDE = "beside"
MANY = 1000


@contextmanager
def beside(file: Path) -> Iterator[str]:
    """The alias of a second database: this SQLite file."""
    described = config.database("", file.parent)
    described["NAME"] = file
    connections.settings[BESIDE] = connections.configure_settings({**settings.DATABASES, BESIDE: described})[BESIDE]
    try:
        yield BESIDE
    finally:
        connections[BESIDE].close()
        del connections[BESIDE], connections.settings[BESIDE]


def make_tables(alias: str) -> None:
    with install.quickly():
        call_command("migrate", database=alias, interactive=False, verbosity=0)


def copy(*, source: str, target: str) -> int:
    """Every row, in one transaction on each side. The tables of `target` are there, and no town is in them."""
    if _steps(source) != _steps(target):
        raise Stop(_("The town was kept by another version of Beffroi. Restore it with that version first, and migrate it."))
    copied = 0
    with transaction.atomic(using=source), transaction.atomic(using=target):
        if connections[source].vendor == "postgresql":
            with connections[source].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")  # one moment, while others write
        every = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
        with connections[target].cursor() as cursor:
            for model in every:  # what the migrations themselves have written
                cursor.execute(f'DELETE FROM "{model._meta.db_table}"')  # noqa: S608
            for model in every:
                try:
                    copied += _copy_rows(model, source, target, cursor)
                except (DatabaseError, ValueError) as error:
                    why = str(error).strip().splitlines()[0]
                    raise Stop(
                        _("A row of %(table)s does not fit into the other database: %(why)s") % {"table": model._meta.db_table, "why": why}
                    ) from None
            for statement in connections[target].ops.sequence_reset_sql(no_style(), every):
                cursor.execute(statement)
    return copied


def _steps(alias: str) -> set[tuple[str, str]]:
    return set(MigrationRecorder(connections[alias]).applied_migrations())


def _copy_rows(model: type[models.Model], source: str, target: str, cursor: Any) -> int:
    """The columns as they are: no default, no `auto_now`, nothing of a model's own `save`."""
    fields = model._meta.local_concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    holes = ", ".join(["%s"] * len(fields))
    statement = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({holes})'  # noqa: S608
    rows = model._base_manager.using(source).order_by("pk").values_list(*(field.attname for field in fields))
    copied, waiting = 0, []
    for row in rows.iterator(MANY):
        waiting.append([field.get_db_prep_save(value, connections[target]) for field, value in zip(fields, row, strict=True)])
        copied += 1
        if len(waiting) == MANY:
            cursor.executemany(statement, waiting)
            waiting = []
    if waiting:
        cursor.executemany(statement, waiting)
    return copied
