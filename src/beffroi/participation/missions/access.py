from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

EDIT = right("missions:mission:edit", _("Prepare missions: what is asked, tasks for volunteers"), MANAGER, TECHNICIAN).kind
REVIEW = right("missions:contribution:review", _("Read and accept what people send to missions"), MANAGER, MODERATOR, TECHNICIAN).kind
CONTACTS = right(
    "missions:volunteer:see",
    _("See how to reach the volunteers of a mission (only in the team of its process)"),
    MANAGER,
    TECHNICIAN,
    OFFICIAL,
).kind
