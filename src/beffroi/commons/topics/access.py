from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, right

right("topics:tag:edit", _("Rename and merge topics"), MANAGER, MODERATOR)
