from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, right

READ = right("origins:origin:read", _("See what messages from networks became here"), MANAGER, MODERATOR).kind
ARRANGE = right("origins:setting:edit", _("Arrange how messages from networks are taken in, and what is told back"), MANAGER).kind
