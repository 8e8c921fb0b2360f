"""The rights of this domain."""

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import MANAGER, MODERATOR, TECHNICIAN, right
from beffroi.ground.verification.rules import CONFLICTS, COUNTER, LETTERS, ROLLS, SETTINGS

right(COUNTER, _("Verify people at the counter"), MANAGER, MODERATOR, TECHNICIAN)
right(ROLLS, _("Import lists of people for verification"), MANAGER)
right(LETTERS, _("Print letters with codes"), MANAGER)
right(CONFLICTS, _("Decide when two accounts claim to be one person"), MANAGER)
right(SETTINGS, _("Choose how people are verified, and with which providers"))
