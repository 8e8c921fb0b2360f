"""What followers of a panel are told. Those who are drawn hear of it by their own mail or letter."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds


def kind(name: str, label: Any, sentence: Any) -> None:
    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"panels:{name}", label, said, "followed"))


kind(
    "published", _("The draw of a panel that I follow is announced"), _("“%(title)s”: the possible panels are public, the dice come next.")
)
kind("drawn", _("A panel that I follow is drawn"), _("“%(title)s” is drawn."))
