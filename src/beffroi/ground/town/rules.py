from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.town.models import Town
from beffroi.kernel.access import must_hold
from beffroi.kernel.rules import Refusal

EDIT = "town:settings:edit"


def may_edit_settings(person: Any) -> Refusal | None:
    return must_hold(person, EDIT)


def must_be_switched_on(feature: str) -> Refusal | None:
    """A feature that the town switched off is closed for everybody."""
    if not Town.current().has(feature):
        return Refusal("switched_off", _("This part of the site is not used here."))
    return None
