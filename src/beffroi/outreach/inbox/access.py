from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, VALIDATOR, right

READ = right("inbox:message:read", _("Read and sort the messages sent to the town"), MANAGER, MODERATOR, VALIDATOR, TECHNICIAN).kind
WRITE = right("inbox:reply:write", _("Prepare answers to messages"), MANAGER, MODERATOR, VALIDATOR, TECHNICIAN).kind
SEND = right("inbox:reply:send", _("Answer messages without asking for approval"), MANAGER, VALIDATOR, OFFICIAL).kind
ARRANGE = right("inbox:setting:edit", _("Arrange teams, labels, saved replies and macros of the inbox"), MANAGER).kind
