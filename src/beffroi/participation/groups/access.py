from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, right

FORMAL = right("groups:group:formal", _("Set up formal groups, and verify them"), MANAGER).kind
