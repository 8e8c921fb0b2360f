from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, OFFICIAL, VALIDATOR, right

READ = right(
    "neutrality:election:read", _("Read the rules of the election period and of the opposition’s space"), MANAGER, VALIDATOR, OFFICIAL
).kind
ARRANGE = right("neutrality:election:edit", _("Arrange the election period and the opposition’s space")).kind
