from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.town.models import Town
from beffroi.kernel.rules import Refusal

EDIT = "town:settings:edit"


def must_have_right(person: Any, right: str) -> Refusal | None:
    """As people say it, without knowing people: an account answers `has_right`."""
    if not person.is_authenticated or not person.has_right(right):
        return Refusal("no_right", _("Your role does not allow this. Ask the administrator of the site."))
    return None


def may_edit_settings(person: Any) -> Refusal | None:
    return must_have_right(person, EDIT)


def must_be_switched_on(feature: str) -> Refusal | None:
    """A feature that the town switched off is closed for everybody."""
    if not Town.current().has(feature):
        return Refusal("switched_off", _("This part of the site is not used here."))
    return None
