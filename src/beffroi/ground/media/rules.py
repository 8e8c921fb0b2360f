from typing import Any

from beffroi.kernel.access import must_hold
from beffroi.kernel.rules import Refusal

EDIT = "media:image:edit"


def may_edit_images(person: Any) -> Refusal | None:
    return must_hold(person, EDIT)
