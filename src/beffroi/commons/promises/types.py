"""What is promised for, who must keep it, and through which doors people come: asked of the domains above."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.ground.people.models import Account
from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class PromiseKind:
    """One sort of thing that people wait for an answer to, and what is promised until the team says otherwise.

    `first`, `following`, `resolution` are opening hours; None promises nothing.
    """

    kind: str
    label: Any
    first: int | None
    following: int | None = None
    resolution: int | None = None
    order: int = 50


promise_kinds: Registry[PromiseKind] = Registry("kind of promise")

COMMENT, PRIVATE, MAIL, QUESTION, REPORT = "comment", "private", "mail", "question", "report"

promise_kinds.register(PromiseKind(COMMENT, _("Public comment or question on a network"), first=13, following=13, order=10))
promise_kinds.register(PromiseKind(PRIVATE, _("Private message on a network"), first=13, following=13, order=20))
promise_kinds.register(PromiseKind(MAIL, _("E-mail or contact form"), first=32, following=19, order=30))
promise_kinds.register(
    PromiseKind(QUESTION, pgettext_lazy("promises", "Question to an elected official"), first=97, following=32, order=40)
)
promise_kinds.register(
    PromiseKind(REPORT, pgettext_lazy("promises", "Report of a problem"), first=13, following=32, resolution=130, order=50)
)


class ClockOwner:
    """Who owns a kind of subject that waits for an answer: knows who must give it."""

    kind: str  # the subject kind
    right: str  # whoever holds it hears that an answer is late, where nobody is assigned

    def assigned(self, ids: Collection[int]) -> dict[int, list[Account]]:
        """The persons who took it upon themselves, by id of the subject; one query."""
        return {}


clock_owners: Registry[ClockOwner] = Registry("owner of clocks")


@dataclass(frozen=True)
class Doors:
    """Names of channels, for the page where a promise is limited to one: pairs of a word and its label."""

    kind: str
    names: Callable[[], Iterable[tuple[str, Any]]]


doors: Registry[Doors] = Registry("names of channels")


def door_names() -> dict[str, Any]:
    return dict(pair for door in doors for pair in door.names())
