from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

EDIT = right("meetings:meeting:edit", _("Prepare, publish and cancel meetings, and write their minutes"), MANAGER).kind
DOOR = right("meetings:meeting:door", _("Receive people at the door of a meeting"), MANAGER, MODERATOR, OFFICIAL, TECHNICIAN).kind
HOST = right("meetings:meeting:host", _("Host the live questions of a meeting"), MANAGER, MODERATOR, OFFICIAL).kind
