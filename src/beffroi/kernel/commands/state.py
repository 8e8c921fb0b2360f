"""What state the installation is in: questions that several verbs ask."""

from collections.abc import Callable
from contextlib import nullcontext

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from beffroi.kernel.commands import install

Tell = Callable[[str], None]


class Stop(Exception):
    """Ends a verb with one sentence."""


def must_have_database() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        raise Stop(_("The database does not answer: %(why)s") % {"why": str(error).strip().splitlines()[0]}) from None


def missing_migrations() -> list[str]:
    executor = MigrationExecutor(connection)
    return [str(migration) for migration, _backwards in executor.migration_plan(executor.loader.graph.leaf_nodes())]


def must_be_migrated() -> None:
    must_have_database()
    if missing := missing_migrations():
        raise Stop(_("The database is not up to date (%(n)d steps are missing). Run ./beffroi migrate first.") % {"n": len(missing)})


def migrate(verbosity: int = 1) -> None:
    must_have_database()
    with install.quickly() if install.is_new() else nullcontext():
        call_command("migrate", interactive=False, verbosity=verbosity)
