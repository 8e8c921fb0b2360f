from typing import Any

from beffroi.kernel.access import must_hold
from beffroi.kernel.rules import Refusal

EDIT = "places:place:edit"
EDIT_TERRITORY = "places:territory:edit"


def may_edit_places(person: Any) -> Refusal | None:
    return must_hold(person, EDIT)


def may_edit_territory(person: Any) -> Refusal | None:
    return must_hold(person, EDIT_TERRITORY)
