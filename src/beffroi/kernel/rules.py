"""Refusals: a rule answers None, or why not."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

NOWHERE = "nowhere"  # a refusal with this code answers like a page that never was


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
