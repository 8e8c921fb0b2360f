from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, right

MANAGE = right("sms:notice:manage", _("See what text messages cost and what became of them"), MANAGER).kind
