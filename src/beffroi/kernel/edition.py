"""The town's edition: a number that grows with every public change, so that every cache knows when it is stale.

`bump()` is called by `record(fact)` and by any action that changes what a public page shows without telling a fact.
Processes compare the number at least once a second (`kernel.edge`).
"""

from django.db import transaction
from django.db.models import F

from beffroi.kernel.models import Edition

_listeners: list = []


def bump() -> None:
    """Raise the edition, once per transaction is enough; local listeners hear after the commit."""
    Edition.objects.filter(pk=1).update(number=F("number") + 1)
    for listener in _listeners:
        transaction.on_commit(listener)


def current() -> int:
    """The present number; 0 before the first migration filled the row."""
    return Edition.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def on_bump(listener) -> None:
    """Call `listener()` in this process right after a committed change."""
    _listeners.append(listener)
