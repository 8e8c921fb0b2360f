"""A first installation in seconds.

After each step Django builds anew every model class that is related to the one that changed, so that a data migration sees
whole models. Here nearly everything is related to a voice: thirty thousand classes for an empty database. A first installation
has no data and only adds: the class that changed is enough, and the tables come out the same (tests/kill/test_install.py). Django
builds all classes again by itself (`is_delayed`) before a step that runs Python.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState


def is_new() -> bool:
    """Whether nothing was ever migrated here."""
    return not MigrationRecorder(connection).applied_migrations()


@contextmanager
def quickly() -> Iterator[None]:
    """Migrations of an empty database run with as few model classes as they need. Not for threads."""
    thorough = ProjectState.reload_model

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]

    ProjectState.reload_model = reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = thorough  # type: ignore[method-assign]
