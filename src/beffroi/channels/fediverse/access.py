from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, right

MANAGE = right("fediverse:server:manage", _("Say with which servers of the fediverse the town speaks"), MANAGER, MODERATOR).kind
