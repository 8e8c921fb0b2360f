"""Roles, and the rights that domains declare.

A domain declares in its `access.py`: `right("proposals:proposal:answer", _("Answer proposals"), MANAGER, OFFICIAL)`.
The floors below people declare theirs by `kernel.access.right`: one registry. The administrator holds every right. Team roles of one process are rows of `participation.spaces`.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.kernel.access import Right, rights

CITIZEN, MANAGER, VALIDATOR, MODERATOR = "citizen", "manager", "validator", "moderator"
TECHNICIAN, OFFICIAL, ADMINISTRATOR = "technician", "official", "administrator"
ROLES: dict[str, Any] = {
    CITIZEN: _("Citizen"),
    MANAGER: _("Community manager"),
    VALIDATOR: _("Validator"),
    MODERATOR: _("Moderator"),
    TECHNICIAN: _("Technician"),
    OFFICIAL: _("Elected official"),
    ADMINISTRATOR: _("Administrator"),
}
TEAM_ROLES = frozenset(ROLES) - {CITIZEN}


def right(name: str, label: Any, *roles: str) -> Right:
    """Declare a right `domain:noun:verb` and the roles that carry it by default."""
    if name.count(":") != 2 or not set(roles) <= set(ROLES):
        raise ValueError(f"not a right: {name} {roles}")
    return rights.register(Right(name, label, frozenset(roles)))
