from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, TECHNICIAN, right

EDIT = right("plans:plan:edit", _("Put a plan up for annotation and change it"), MANAGER, TECHNICIAN).kind
ANSWER = right("plans:annotation:answer", _("Say what becomes of annotations on a plan"), MANAGER, OFFICIAL, TECHNICIAN).kind
