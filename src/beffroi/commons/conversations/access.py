from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.rules import ANSWER, CLOSE
from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

right(ANSWER, _("Answer in the name of the town"), MANAGER, OFFICIAL, TECHNICIAN)
right(CLOSE, _("Close and reopen a discussion"), MODERATOR, MANAGER)
