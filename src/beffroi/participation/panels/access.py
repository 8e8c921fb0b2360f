from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, TECHNICIAN, right

EDIT = right("panels:panel:edit", _("Prepare a citizens' panel: mandate, quotas, letters, draw"), MANAGER).kind
ENTER = right("panels:candidate:enter", _("Write down answers to a panel's letters, by telephone and on paper"), MANAGER, TECHNICIAN).kind
CONTACT = right("panels:candidate:contact", _("See how to reach the people drawn for a panel"), MANAGER).kind
