"""What people are told about votes."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds


def kind(name: str, label: Any, sentence: Any, group: str = "followed") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"votes:{name}", label, said, group))


kind("opened", _("A vote begins in what I follow"), _("You can vote: “%(title)s”."))
kind("ending", _("A vote that I follow ends soon"), _("The vote “%(title)s” ends on %(when)s."))
kind("counted", _("The result of a vote that I follow"), _("The vote “%(title)s” is counted: see the result."))
kind("concluded", _("What was decided after a vote that I follow"), _("What was decided after the vote “%(title)s”."))
