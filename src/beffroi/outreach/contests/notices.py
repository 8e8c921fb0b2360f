"""What people are told about contests."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds

WON = "contests:won"


def won(params: dict[str, Any], language: str) -> str:
    with override(language):
        return str(_("You have won in “%(title)s”, with ticket %(number)s. Answer the town within 15 days to receive your prize.") % params)


notification_kinds.register(NotificationKind(WON, _("I have won in a contest"), won))
