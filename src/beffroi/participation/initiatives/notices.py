"""What people are told about initiatives."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from beffroi.commons.notifications.types import NotificationKind, notification_kinds


def kind(name: str, label: Any, sentence: Any, group: str = "own") -> None:
    """A notification whose lazy sentence takes its places from the params."""

    def said(params: dict[str, Any], language: str) -> str:
        with override(language):
            return str(sentence) % params

    notification_kinds.register(NotificationKind(f"initiatives:{name}", label, said, group))


kind("invited", _("I am invited to a committee"), _("%(name)s invites you to the committee of “%(title)s”."))
kind("accepted", _("Somebody joins my committee"), _("%(name)s is in the committee of “%(title)s”."))
kind("declined", _("Somebody declines to join my committee"), _("%(name)s will not be in the committee of “%(title)s”."))
kind("opened", _("My initiative is admissible"), _("“%(title)s” is admissible: it collects signatures until %(day)s."))
kind("refused", _("My initiative is not admissible"), _("“%(title)s” is not admissible. The page says why."))
kind("sent-back", _("My initiative comes back to be changed"), _("“%(title)s” comes back to the committee: %(why)s"))
kind("share", _("My initiative gathers signatures"), _("“%(title)s” has more than %(share)s of its signatures."))
kind("reached", _("My initiative reached its threshold"), _("“%(title)s” has its signatures. The answer is due by %(day)s."))
kind(
    "reached-followed", _("An initiative that I follow reached its threshold"),
    _("“%(title)s” has its signatures. The answer is due by %(day)s."), "followed",
)  # fmt: skip
kind("answered", _("Answer to my initiative"), _("The town answered your initiative “%(title)s”: %(outcome)s."))
kind("answered-signed", _("Answer to an initiative that I signed"), _("The town answered “%(title)s”: %(outcome)s."), "followed")
kind("expired", _("My initiative did not reach its threshold"), _("“%(title)s” closed with %(n)s signatures. Thank you to all who signed."))
kind("to-check", _("An initiative to check"), _("“%(title)s” waits for its check, until %(day)s."), "team")
kind("to-answer", _("An initiative to answer"), _("“%(title)s” reached its threshold: the answer is due by %(day)s."), "team")
