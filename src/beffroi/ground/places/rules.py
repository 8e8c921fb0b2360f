from typing import Any

from beffroi.ground.town.rules import must_have_right
from beffroi.kernel.rules import Refusal

EDIT = "places:place:edit"
EDIT_TERRITORY = "places:territory:edit"


def may_edit_places(person: Any) -> Refusal | None:
    return must_have_right(person, EDIT)


def may_edit_territory(person: Any) -> Refusal | None:
    return must_have_right(person, EDIT_TERRITORY)
