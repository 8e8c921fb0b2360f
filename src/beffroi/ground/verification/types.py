"""What verification asks of the domains above: how a code reaches a telephone. And the ways of verifying, each under its name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import pgettext_lazy

from beffroi.ground.verification.models import AGES, Provider, Way
from beffroi.kernel.registry import Registry

__all__ = ["AGES", "CODE", "COUNTER", "EMAIL", "LETTER", "METHODS", "PAPERS", "ROLL", "CodeSender", "Method", "choices", "code_senders",
           "label_of", "methods", "settings_of"]  # fmt: skip

EMAIL, CODE, LETTER, ROLL, COUNTER = "email", "sms", "letter", "roll", "counter"


class CodeSender:
    """A way to send a short code to a telephone."""

    kind: str
    label: Any

    def is_open(self) -> bool:
        """Whether the town has set it up."""
        return False

    def send(self, *, to: str, text: str, key: str, at: datetime) -> None:
        """Send these few words, once per key."""
        raise NotImplementedError


code_senders: Registry[CodeSender] = Registry("sender of codes to telephones")


@dataclass(frozen=True)
class Method:
    """One way to be verified. `label` completes "verified: …"; `asked` and `kept` are sentences for whoever chooses it."""

    kind: str
    label: Any
    asked: Any
    kept: Any
    url_name: str
    order: int
    months: int  # how long it holds unless the town says otherwise; 0: without end
    is_ready: Callable[[], bool] = lambda: True  # whether the town can offer it at all
    missing: Any = ""  # what is lacking if it cannot


methods: Registry[Method] = Registry("way of verifying people")

METHODS = (CODE, LETTER, ROLL, COUNTER)
PAPERS = [
    ("identity-card", pgettext_lazy("paper shown", "identity card")),
    ("passport", pgettext_lazy("paper shown", "passport")),
    ("residence-permit", pgettext_lazy("paper shown", "residence permit")),
    ("driving-licence", pgettext_lazy("paper shown", "driving licence")),
    ("voter-card", pgettext_lazy("paper shown", "voter’s card")),
    ("family-book", pgettext_lazy("paper shown", "family record book")),
    ("known", pgettext_lazy("paper shown", "none: the agent knows the person")),
]


def settings_of(kind: str) -> Way:
    """What the town decided for a method; the defaults if nothing."""
    found = Way.objects.filter(kind=kind).first()
    method = methods.get(kind)
    return found or Way(kind=kind, is_open=kind in (ROLL, COUNTER), months=method.months if method else 0)


def label_of(kind: str) -> str:
    """The name of a method or of a provider; its bare kind if it is gone."""
    if kind == EMAIL:
        return str(pgettext_lazy("verification", "by e-mail"))
    if method := methods.get(kind):
        return str(method.label)
    return Provider.objects.filter(slug=kind).values_list("name", flat=True).first() or kind


def choices() -> list[tuple[str, str]]:
    """All that a requirement may name."""
    own = [(one.kind, str(one.label)) for one in sorted(methods, key=lambda one: one.order)]
    providers = list(Provider.objects.order_by("name").values_list("slug", "name"))
    return [(EMAIL, str(pgettext_lazy("verification", "by e-mail"))), *own, *providers]
