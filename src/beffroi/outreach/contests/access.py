from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, right

RUN = right("contests:contest:run", _("Set contests and draw their winners"), MANAGER).kind
