from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, VALIDATOR, right

WRITE = right("posts:post:write", _("Write and publish what the town says"), MANAGER).kind
READ = right("posts:post:read", _("Read drafts"), MANAGER, VALIDATOR, OFFICIAL).kind
