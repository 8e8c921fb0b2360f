"""Sentences that several modules say."""

from django.utils.translation import gettext_lazy as _

MISSING = _("Some questions still need an answer.")
PASS_UNKNOWN = _("This code is not known, or was used already. Check the letter, or ask the town hall.")
