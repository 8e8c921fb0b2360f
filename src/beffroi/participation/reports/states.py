"""What becomes of a report, as data: its words, its tone, whether somebody still waits, and how Open311 says it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

OPEN, DONE, CLOSED = "open", "fixed", "closed"

RECEIVED, INVESTIGATING, PLANNED, IN_PROGRESS, SCHEDULED = "received", "investigating", "planned", "in_progress", "scheduled"
FIXED, FIXED_BY_USER = "fixed", "fixed_by_user"
NO_ACTION, NOT_OURS, DUPLICATE, INTERNAL, CANCELLED = "no_action", "not_ours", "duplicate", "internal", "cancelled"


@dataclass(frozen=True)
class State:
    key: str
    word: str  # in addresses
    title: Any
    tone: str  # of ui's badge
    type: str  # OPEN, DONE or CLOSED
    extended: str  # the status that FixMyStreet and others add to Open311's two
    suggestion: Any = ""  # its title where nothing was broken

    @property
    def is_open(self) -> bool:
        return self.type == OPEN

    @property
    def box(self) -> str:
        """Its tone where a remark is framed: ui's callout has no colour of the town."""
        return "" if self.tone == "town" else self.tone

    @property
    def open311(self) -> str:
        """Open311 knows two."""
        return "open" if self.is_open else "closed"

    def said(self, kind: str) -> str:
        """Its title on a report of this kind."""
        return str(self.suggestion if kind == "suggestion" and self.suggestion else self.title)


STATES: dict[str, State] = {
    state.key: state
    for state in (
        State(RECEIVED, "recu", pgettext_lazy("reports", "Received"), "", OPEN, "OPEN"),
        State(INVESTIGATING, "examen", pgettext_lazy("reports", "Being looked at"), "town", OPEN, "INVESTIGATING"),
        State(PLANNED, "prevu", pgettext_lazy("reports", "Planned"), "town", OPEN, "PLANNED"),
        State(SCHEDULED, "programme", pgettext_lazy("reports", "Date set"), "town", OPEN, "ACTION_SCHEDULED"),
        State(IN_PROGRESS, "en-cours", pgettext_lazy("reports", "Work in progress"), "town", OPEN, "IN_PROGRESS"),
        State(FIXED, "repare", pgettext_lazy("reports", "Repaired"), "good", DONE, "FIXED", pgettext_lazy("reports", "Done")),
        State(
            FIXED_BY_USER, "constate", pgettext_lazy("reports", "Repaired, says who reported it"), "good", DONE, "FIXED",
            pgettext_lazy("reports", "Done, says who suggested it"),
        ),
        State(NO_ACTION, "sans-suite", pgettext_lazy("reports", "No further action"), "brick", CLOSED, "NO_FURTHER_ACTION"),
        State(NOT_OURS, "autre-responsable", pgettext_lazy("reports", "Not for the commune"), "bell", CLOSED, "NOT_COUNCILS_RESPONSIBILITY"),
        State(DUPLICATE, "doublon", pgettext_lazy("reports", "Already reported"), "", CLOSED, "DUPLICATE"),
        State(INTERNAL, "transmis", pgettext_lazy("reports", "Passed on inside the town hall"), "", CLOSED, "INTERNAL_REFERRAL"),
        State(CANCELLED, "annule", pgettext_lazy("reports", "Cancelled"), "", CLOSED, "CANCELLED"),
    )
}  # fmt: skip
CHOICES = [(state.key, state.title) for state in STATES.values()]
OPEN_STATES = tuple(state.key for state in STATES.values() if state.type == OPEN)
DONE_STATES = tuple(state.key for state in STATES.values() if state.type == DONE)
ENDED_STATES = tuple(state.key for state in STATES.values() if state.type != OPEN)
