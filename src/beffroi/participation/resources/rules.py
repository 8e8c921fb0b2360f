from typing import Any

from beffroi.kernel.rules import Refusal
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in

EDIT = "resources:resource:edit"


def may_edit(person: Any, component: Component) -> Refusal | None:
    """The team of the process; `person` None: a command."""
    return None if person is None else must_have_right_in(person, component.process, EDIT)
