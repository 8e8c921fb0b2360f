from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, VALIDATOR, right

READ = right("calendar:calendar:read", _("See the calendar of publications"), MANAGER, VALIDATOR, OFFICIAL, MODERATOR, TECHNICIAN).kind
ARRANGE = right("calendar:slot:edit", _("Agree on slots and quotas of channels"), MANAGER).kind
