from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, VALIDATOR, right

right("promises:policy:edit", _("Say within what time the town answers"), MANAGER)
right("promises:late:see", _("Answer for what is late"), MANAGER, VALIDATOR)
