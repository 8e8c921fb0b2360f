from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.rules import APPEALS, DECIDE, RULES, SANCTION
from beffroi.ground.people.rights import MANAGER, MODERATOR, right

right(DECIDE, _("Moderate: keep, warn, hide, show again"), MODERATOR)
right(SANCTION, _("Pause or ban somebody from writing"), MODERATOR)
right(APPEALS, _("Answer appeals against moderation"), MODERATOR, MANAGER)
right(RULES, _("Change the public rules"), MANAGER)
