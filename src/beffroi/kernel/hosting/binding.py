"""A process that has loaded the whole code without any town becomes one town.

Before a town is known, no setting of a town may have been read: `tests/kill/test_binding.py` holds the code to it. What Django keeps
of its settings (connections, caches, storages, time zone, logging) is forgotten here, so that it is made anew.
"""

import ctypes
import os
import sys
from collections.abc import Collection, Mapping
from logging.config import dictConfig
from typing import Any

from asgiref.local import Local
from django.conf import Settings, settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.core.cache.backends import locmem
from django.core.files.storage import default_storage, storages
from django.db import DatabaseError, connection, connections
from django.db.migrations.recorder import MigrationRecorder
from django.template import engines
from django.utils import timezone
from django.utils.functional import empty
from django.utils.translation import gettext as _

from beffroi.kernel import env, sealing, views
from beffroi.kernel.edge import changes
from beffroi.kernel.hosting import folder
from beffroi.kernel.hosting.folder import Town, WrongTown

MODULE = "beffroi.settings"


def environment_of(town: Town, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment of a town's process: its own settings, none of the host's, and the door as the one proxy believed."""
    return {**folder.clean(environment, known=env.SETTINGS), **town.environment(), "TRUSTED_PROXIES": "127.0.0.1"}


def bind(town: Town) -> None:
    """Be this town from now on, and for good. WrongTown with one sentence if a setting is wrong."""
    os.environ.update(given := environment_of(town, os.environ))
    for name in set(os.environ) - set(given):
        del os.environ[name]
    made = fresh(town)
    setattr(settings, "_wrapped", made)  # noqa: B010  LazySettings forgets what it had read
    handler: Any
    for handler in (connections, caches):
        _forget(handler, "settings")
        handler._settings = None
        handler._connections = Local(handler.thread_critical)
    _forget(storages, "backends")
    storages._backends, storages._storages = None, {}  # type: ignore[attr-defined]
    _forget(engines, "templates")
    engines._engines, engines._templates = {}, None  # type: ignore[attr-defined]
    lazy: Any
    for lazy in (default_storage, staticfiles_storage):
        lazy._wrapped = empty
    for kept in (locmem._caches, locmem._expire_info, locmem._locks):  # type: ignore[attr-defined]
        kept.clear()
    timezone.get_default_timezone.cache_clear()  # type: ignore[attr-defined]
    sealing._read.cache_clear()
    views._migrated.clear()
    made.LOGGING = _named(made.LOGGING, town.name)
    dictConfig(made.LOGGING)


def must_be_migrated(town: Town, steps: Collection[tuple[str, str]]) -> None:
    """As `commands.state` asks it, without reading every migration again: `steps` are those of this release."""
    try:
        missing = set(steps) - set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError as error:
        why = str(error).strip().partition("\n")[0]
        raise WrongTown(_("%(town)s: the database does not answer: %(why)s") % {"town": town.name, "why": why}) from None
    if missing:
        raise WrongTown(
            _("%(town)s: the database is not up to date (%(n)d steps are missing). Run ./beffroi towns upgrade first.")
            % {"town": town.name, "n": len(missing)}
        )


def fresh(town: Town) -> Any:
    """The settings of a town, read from this process's environment."""
    sys.modules.pop(MODULE, None)
    try:
        return Settings(MODULE)
    except env.WrongSetting as error:
        raise WrongTown(town.place(str(error.code))) from None


def _forget(thing: Any, name: str) -> None:
    thing.__dict__.pop(name, None)


def _named(logging: dict[str, Any], name: str) -> dict[str, Any]:
    """Lines of the log that say which town they are of."""
    line = f"%(asctime)s %(levelname)s [{name}] %(name)s: %(message)s"
    lines = {kind: {**form, "format": line} for kind, form in logging["formatters"].items()}
    return {**logging, "formatters": lines}


def renew_memory() -> None:
    """Before the processes of one town are forked: a page of memory that tells changes, shared by them alone."""
    changes.renew()


def title(name: str) -> None:
    """What `ps` and `top` call this process."""
    try:
        ctypes.CDLL(None).prctl(15, f"beffroi {name}".encode()[:15], 0, 0, 0)
    except (OSError, AttributeError):
        return
