"""What people are told about opinion maps."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"opinions:{name}", label, said, group))


kind("accepted", _("My statement is shown"), _("Your statement is shown now: “%(title)s”."))
kind("refused", _("My statement was not taken up"), _("Your statement was not taken up: “%(title)s”. The page says why."))
kind("concluded", _("The outcome of an opinion map for which I wrote"), _("What came out of the opinion map “%(title)s”, for which you wrote a statement."))  # fmt: skip
kind("concluded-followed", _("The outcome of an opinion map that I follow"), _("What came out of the opinion map “%(title)s”."), "followed")
