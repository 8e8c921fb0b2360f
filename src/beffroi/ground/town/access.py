from django.utils.translation import gettext_lazy as _

from beffroi.ground.town.rules import EDIT
from beffroi.kernel.access import right

right(EDIT, _("Change the settings of the town"))
