"""What people are told about participatory budgets, in sentences."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds
from beffroi.participation.budgets import states


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            step = states.STEPS.get(str(params.get("kind", "")), "")
            return str(sentence) % (params | {"step": str(step)})

    notification_kinds.register(NotificationKind(f"budgets:{name}", label, said, group))


kind("step", _("What becomes of my idea for a participatory budget"), _("“%(title)s”: %(step)s"))
kind("followed", _("A project of a participatory budget that I follow moves on"), _("“%(title)s”: %(step)s"), "followed")
kind("study", _("I am asked to study an idea of a participatory budget"), _("Your opinion is asked on “%(title)s”."), "team")
kind(
    "unfinished",
    _("I began to vote on a participatory budget and did not finish"),
    _("You began your ballot of “%(title)s”: the vote ends on %(until)s."),
)
