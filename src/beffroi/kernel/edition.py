"""The town's edition: a number that grows with every public change, so that every cache knows when it is stale.

`bump()` is called by `record(fact)` and by any action that changes what a public page shows without telling a fact.
Processes compare the number at least once a second (`kernel.edge`). The number is the sum of several rows: on
PostgreSQL each connection raises its own, so that writers do not wait for one another's commit.
One request asks once: what it began with stays true for it, unless it makes a change itself.
"""

import threading
from collections.abc import Callable
from typing import Any

from django.core.signals import request_finished, request_started
from django.db import connection, transaction
from django.db.models import F

from beffroi.kernel.models import Edition
from beffroi.kernel.prepared import Prepared

ROWS = 32
_NUMBERS: Prepared[int] = Prepared(lambda: Edition.objects.values_list("number", flat=True))
_listeners: list[Callable[[], None]] = []
_request = threading.local()


def _begin(**_kwargs: Any) -> None:
    _request.runs, _request.number, _request.changes = True, None, False


def _end(**_kwargs: Any) -> None:
    _request.runs, _request.number = False, None


request_started.connect(_begin)
request_finished.connect(_end)


def bump() -> None:
    """Raise the edition in the caller's transaction; listeners of this process hear right after the commit."""
    _request.number, _request.changes = None, True
    row = _row()
    if not Edition.objects.filter(pk=row).update(number=F("number") + 1):
        Edition.objects.get_or_create(pk=row)
    for listener in _listeners:
        transaction.on_commit(listener, robust=True)


def _row() -> int:
    if connection.vendor != "postgresql":
        return 1
    connection.ensure_connection()
    return connection.connection.info.backend_pid % ROWS + 1


def current() -> int:
    """The present number; 0 before the first change. One query a request; outside requests one each time."""
    number = getattr(_request, "number", None)
    if number is None:
        number = sum(_NUMBERS.all())
        if getattr(_request, "runs", False):
            _request.number = number
    return number


def settled() -> int | None:
    """The number under which a page may keep what it read; None outside requests, and once this request made a change:
    its transaction may yet be taken back, and its number be given to another change.
    """
    if not getattr(_request, "runs", False) or _request.changes:
        return None
    return current()


def on_bump(listener: Callable[[], None]) -> None:
    """Call `listener()` in this process right after a committed change."""
    _listeners.append(listener)
