from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

right("initiatives:type:edit", _("Write the rules of initiatives, and import lists of those who may sign"), MANAGER)
right("initiatives:initiative:check", _("Check whether an initiative is admissible"), MANAGER, MODERATOR)
right("initiatives:sheet:key", _("Key in paper signatures"), MANAGER, TECHNICIAN)
right("initiatives:initiative:answer", _("Answer initiatives"), MANAGER, OFFICIAL)
