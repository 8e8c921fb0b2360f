from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, VALIDATOR, right

EDIT = right("strategy:plan:edit", _("Write the communication plan"), MANAGER).kind
READ = right("strategy:plan:read", _("Read the communication plan"), MANAGER, VALIDATOR, OFFICIAL).kind
