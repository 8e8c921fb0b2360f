from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

right("questions:question:draft", _("Prepare answers to questions"), MANAGER, OFFICIAL, TECHNICIAN)
right("questions:question:give", _("Answer questions in one’s own name or that of a service"), MANAGER, OFFICIAL)
right("questions:question:sort", _("Accept, redirect, refuse and merge questions"), MANAGER, MODERATOR)
right("questions:addressee:edit", _("Choose who can be asked"), MANAGER)
