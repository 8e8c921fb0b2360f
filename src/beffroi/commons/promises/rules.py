from typing import Any

from beffroi.kernel.access import must_hold
from beffroi.kernel.rules import Refusal

EDIT, LATE = "promises:policy:edit", "promises:late:see"


def may_edit_promises(person: Any) -> Refusal | None:
    return must_hold(person, EDIT)
