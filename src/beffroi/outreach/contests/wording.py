"""Sentences that several modules say."""

from django.utils.translation import gettext_lazy as _

NOBODY = _("A jury chooses here: nothing is drawn.")
NO_WORD = _("Write the chance from outside that the rules announce.")
NOT_LISTED = _("Choose among the tickets of the list.")
