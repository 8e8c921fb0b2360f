"""A first installation in seconds.

After each step Django builds anew every model class that is related to the one that changed, so that a data migration sees
whole models. Here nearly everything is related to a voice: thirty thousand classes for an empty database. A first installation
has no data and only adds: the class that changed is enough, and the tables come out the same (tests/kill/test_install.py). Django
builds all classes again by itself (`is_delayed`) before a step that runs Python. Before each step it also copies what it knows of
every model, checking each field once more, and forgets which settings name a model: neither can change on the way.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ModelState, ProjectState


def is_new() -> bool:
    """Whether nothing was ever migrated here."""
    return not MigrationRecorder(connection).applied_migrations()


@contextmanager
def quickly() -> Iterator[None]:
    """Migrations of an empty database run with as few model classes as they need. Not for threads."""
    thorough, careful = ProjectState.reload_model, ModelState.clone

    def reload_model(self: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
        if "apps" in self.__dict__:
            self.is_delayed = True
            self._reload({(app_label, model_name)})  # type: ignore[attr-defined]

    def clone(self: ModelState) -> ModelState:
        twin = ModelState.__new__(ModelState)
        twin.app_label, twin.name, twin.bases = self.app_label, self.name, self.bases
        twin.fields, twin.options, twin.managers = dict(self.fields), dict(self.options), list(self.managers)
        return twin

    ProjectState.reload_model = reload_model  # type: ignore[method-assign]
    ModelState.clone = clone  # type: ignore[method-assign]
    vars(apps)["get_swappable_settings_name"] = cache(apps.get_swappable_settings_name)
    try:
        yield
    finally:
        ProjectState.reload_model = thorough  # type: ignore[method-assign]
        ModelState.clone = careful  # type: ignore[method-assign]
        del vars(apps)["get_swappable_settings_name"]
