from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, right

EDIT = right("debates:debate:edit", _("Edit a debate and write its closing summary"), MANAGER, OFFICIAL).kind
