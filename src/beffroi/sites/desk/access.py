from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, VALIDATOR, right

SEE = right("desk:home:see", _("See the desk"), MANAGER, VALIDATOR, MODERATOR, TECHNICIAN, OFFICIAL).kind
RUN = right("desk:jobs:run", _("See and restart the work of the machine")).kind
