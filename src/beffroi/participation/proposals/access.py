from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, right

right("proposals:proposal:answer", _("Answer proposals in the name of the town"), MANAGER, OFFICIAL)
right("proposals:proposal:evaluate", _("Study proposals and write private notes"), MANAGER, OFFICIAL, TECHNICIAN)
right("proposals:proposal:edit", _("Set states of proposals and assign them to services"), MANAGER)
right("proposals:proposal:merge", _("Merge and split proposals"), MANAGER, MODERATOR)
right("proposals:proposal:official", _("Publish proposals of the town"), MANAGER)
