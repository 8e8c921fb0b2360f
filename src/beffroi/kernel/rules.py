"""Refusals: a rule answers None, or why not.

Some conditions are asked only once something was written (who one is, say): while a page is merely shown they stand in
nobody's way. `showing` says that this is so; whoever asks for such a condition looks at `is_showing`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

NOWHERE = "nowhere"  # a refusal with this code answers like a page that never was
STEP = "one_more_step"  # the person can lift it herself at `way_out`; what she wrote waits meanwhile

_showing: ContextVar[bool] = ContextVar("beffroi_showing", default=False)


def is_showing() -> bool:
    """Whether a page is being shown: nothing is written now."""
    return _showing.get()


@contextmanager
def showing(is_so: bool = True) -> Iterator[None]:
    """While a page is shown; `showing(False)` while something is done for a visitor who follows a link."""
    before = _showing.set(is_so)
    try:
        yield
    finally:
        _showing.reset(before)


@dataclass(frozen=True)
class Refusal:
    """Why not: a word for programs, a sentence for people, and perhaps a way out (address and its label)."""

    code: str
    message: Any  # text, perhaps lazy: translated where it is shown
    way_out: str = ""
    way_out_label: Any = ""

    def __str__(self) -> str:
        return str(self.message)


class Refused(PermissionDenied):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(refusal.message))
        self.refusal = refusal


def require(*refusals: Refusal | None) -> None:
    """Raise the first refusal, if any."""
    for refusal in refusals:
        if refusal is not None:
            raise Refused(refusal)
