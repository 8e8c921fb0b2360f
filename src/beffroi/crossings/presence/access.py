from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, right

MANAGE = right("presence:actor:manage", _("Choose what can be followed from other networks"), MANAGER).kind
