from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

right("reports:report:handle", _("Handle reports: states, answers, notes, rounds"), MANAGER, TECHNICIAN)
right("reports:report:see", _("See every report, private ones included"), MANAGER, TECHNICIAN, MODERATOR, OFFICIAL)
right("reports:report:edit", _("Correct the words, the pictures and the place of a report"), MANAGER, MODERATOR)
right("reports:ways:edit", _("Choose what can be reported, and who repairs it"), MANAGER)
