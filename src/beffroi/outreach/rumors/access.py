from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, VALIDATOR, right

CHECK = right("rumors:rumor:check", _("Check rumours and write verdicts"), MANAGER, MODERATOR, VALIDATOR).kind
