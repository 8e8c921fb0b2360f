from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, right

MANAGE = right("channels:account:manage", _("Connect the town's accounts on networks"), MANAGER).kind
HEAR = right("channels:heard:moderate", _("Read and moderate what is said under the town's posts on networks"), MANAGER, MODERATOR).kind
