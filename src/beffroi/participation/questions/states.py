"""What can become of a question, as data: its words, its tone, whether the town still owes an answer, and what may follow."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

ASKED, ACCEPTED, REDIRECTED, REFUSED, ANSWERED, SATISFIED, AGAIN = (
    "asked", "accepted", "redirected", "refused", "answered", "satisfied", "again",
)  # fmt: skip


@dataclass(frozen=True)
class State:
    key: str
    word: str  # in addresses
    title: Any
    tone: str
    waits: bool  # an answer is owed
    next: frozenset[str]

    @property
    def box(self) -> str:
        """Its tone where a remark is framed: ui's callout has no colour of the town."""
        return "" if self.tone == "town" else self.tone


def _state(key: str, word: str, title: Any, tone: str, waits: bool, *following: str) -> State:
    return State(key, word, title, tone, waits, frozenset(following))


STATES: dict[str, State] = {
    state.key: state
    for state in (
        _state(ASKED, "posee", pgettext_lazy("questions", "Asked"), "", True, ACCEPTED, REDIRECTED, REFUSED, ANSWERED),
        _state(ACCEPTED, "acceptee", pgettext_lazy("questions", "Answer in preparation"), "town", True, REDIRECTED, REFUSED, ANSWERED),
        _state(
            REDIRECTED,
            "transmise",
            pgettext_lazy("questions", "Sent to whom decides"),
            "town",
            True,
            ACCEPTED,
            REDIRECTED,
            REFUSED,
            ANSWERED,
        ),
        _state(REFUSED, "refusee", pgettext_lazy("questions", "Not accepted"), "brick", False, ACCEPTED),
        _state(ANSWERED, "repondue", pgettext_lazy("questions", "Answered"), "good", False, SATISFIED, AGAIN),
        _state(SATISFIED, "satisfaite", pgettext_lazy("questions", "Answered, the asker is satisfied"), "good", False, AGAIN),
        _state(AGAIN, "reposee", pgettext_lazy("questions", "Asked again"), "bell", True, ANSWERED, REDIRECTED, REFUSED),
    )
}
CHOICES = [(state.key, state.title) for state in STATES.values()]
WAITING = tuple(state.key for state in STATES.values() if state.waits)
GIVEN = (ANSWERED, SATISFIED)
