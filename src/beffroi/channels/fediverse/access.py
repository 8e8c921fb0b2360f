from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import ADMINISTRATOR, MANAGER, MODERATOR, right

MANAGE = right("fediverse:server:manage", _("Say with which servers of the fediverse the town speaks"), MANAGER, MODERATOR).kind
MOVE = right(
    "fediverse:account:move", _("Move the commune’s account to another server of the fediverse, or from there"), ADMINISTRATOR
).kind
