from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.rules import EDIT
from beffroi.kernel.access import right

right(EDIT, _("Describe and frame pictures"), "manager", "moderator")
