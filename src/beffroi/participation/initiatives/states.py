"""What an initiative can be, and what follows what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

DRAFT, CHECKING, REFUSED, COLLECTING, WAITING, ANSWERED, EXPIRED, WITHDRAWN = (
    "draft", "checking", "refused", "collecting", "waiting", "answered", "expired", "withdrawn",
)  # fmt: skip


@dataclass(frozen=True)
class State:
    title: Any
    tone: str = ""
    next: frozenset[str] = frozenset()


STATES: Mapping[str, State] = {
    DRAFT: State(pgettext_lazy("initiatives", "Being prepared"), "", frozenset({CHECKING})),
    CHECKING: State(pgettext_lazy("initiatives", "Being checked"), "bell", frozenset({DRAFT, REFUSED, COLLECTING})),
    REFUSED: State(pgettext_lazy("initiatives", "Not admissible"), "brick"),
    COLLECTING: State(pgettext_lazy("initiatives", "Collects signatures"), "town", frozenset({WAITING, EXPIRED, WITHDRAWN, ANSWERED})),
    WAITING: State(pgettext_lazy("initiatives", "Threshold reached, answer due"), "bell", frozenset({ANSWERED})),
    ANSWERED: State(pgettext_lazy("initiatives", "Answered"), "good"),
    EXPIRED: State(pgettext_lazy("initiatives", "Threshold not reached"), "", frozenset({WAITING, ANSWERED})),
    WITHDRAWN: State(pgettext_lazy("initiatives", "Withdrawn by its committee"), ""),
}
CHOICES = [(key, state.title) for key, state in STATES.items()]
OPEN = (COLLECTING, WAITING)
PUBLIC = (REFUSED, COLLECTING, WAITING, ANSWERED, EXPIRED, WITHDRAWN)
OVER = (REFUSED, ANSWERED, EXPIRED, WITHDRAWN)
