from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, right

TAKE = right("intake:message:take", _("Make contributions and questions of messages from networks"), MANAGER, MODERATOR).kind
