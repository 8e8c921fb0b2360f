from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, TECHNICIAN, right

DECIDE = right("accountability:decision:write", _("Write decisions"), MANAGER, OFFICIAL).kind
FOLLOW_UP = right("accountability:update:write", _("Tell what becomes of decisions"), MANAGER, OFFICIAL, TECHNICIAN).kind
COUNCIL = right("accountability:council:edit", _("Edit representatives and votes of the council"), MANAGER).kind
