from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, right

WRITE = right("newsletter:issue:write", _("Write and send newsletters"), MANAGER).kind
SUBSCRIBERS = right("newsletter:subscriber:manage", _("See and import the subscribers of newsletters"), MANAGER).kind
