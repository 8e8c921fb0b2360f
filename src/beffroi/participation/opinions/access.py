from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, right

EDIT = right("opinions:map:edit", _("Prepare an opinion map, read its data and say what came out of it"), MANAGER, OFFICIAL).kind
MODERATE = right("opinions:statement:moderate", _("Accept or refuse the statements of an opinion map"), MANAGER, MODERATOR).kind
