"""What people are told about questions."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"questions:{name}", label, said, group))


kind("answered", _("Answer to my question"), _("%(by)s answered your question “%(title)s”. Does it answer it? Say so on the page."))
kind(
    "answered-supported",
    _("Answer to a question that I support"),
    _("%(by)s answered “%(title)s”, which you support. Does it answer the question? Say so on the page."),
    "followed",
)
kind("answered-followed", _("Answer to a question that I follow"), _("%(by)s answered “%(title)s”."), "followed")
kind("corrected", _("The answer to my question was corrected"), _("The answer to “%(title)s” was corrected."))
kind("accepted", _("My question is being answered"), _("“%(title)s”: %(by)s prepares the answer."))
kind("redirected", _("My question was sent to somebody else"), _("“%(title)s” was sent to %(by)s, who decides about it."))
kind("refused", _("My question was not accepted"), _("“%(title)s” was not accepted. The page says why, and which rule."))
kind(
    "merged",
    _("A question of mine, or that I support, was merged"),
    _("“%(title)s” was merged into “%(target)s”: your name and your support are there."),
)
kind("to-answer", _("A question to answer"), _("A question for %(by)s: “%(title)s”."), "team")
kind("again", _("A question that is asked again"), _("Asked again of %(by)s: “%(title)s”."), "team")
kind("reminded", _("A promised answer is soon due"), _("The answer to “%(title)s” is promised by %(day)s."), "team")
