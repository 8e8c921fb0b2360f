from django.utils.translation import gettext_lazy as _

from beffroi.ground.places.rules import EDIT, EDIT_TERRITORY
from beffroi.kernel.access import right

right(EDIT, _("Edit the places of interest"), "manager", "technician")
right(EDIT_TERRITORY, _("Change the outline, the districts and the ground of the map"))
