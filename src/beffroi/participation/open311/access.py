from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, right

KEYS = right("open311:key:edit", _("Give and revoke the keys by which applications send reports")).kind
CHECK = right("open311:held:decide", _("Read what applications sent before it is shown"), MANAGER, MODERATOR).kind
