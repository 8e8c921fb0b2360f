"""Where a panel is: a straight way, from its preparation to the day when the people in it are forgotten."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext_lazy

OPEN, COUNTING, READY, PUBLISHED, DRAWN, OVER = "open", "counting", "ready", "published", "drawn", "over"


@dataclass(frozen=True)
class State:
    title: Any
    tone: str = ""


STATES = {
    OPEN: State(pgettext_lazy("panel", "People sign up"), "town"),
    COUNTING: State(pgettext_lazy("panel", "The draw is being prepared"), "bell"),
    READY: State(pgettext_lazy("panel", "The draw is ready"), "bell"),
    PUBLISHED: State(pgettext_lazy("panel", "The dice will be thrown"), "bell"),
    DRAWN: State(pgettext_lazy("panel", "Drawn"), "good"),
    OVER: State(pgettext_lazy("panel", "Over")),
}
CHOICES = [(key, state.title) for key, state in STATES.items()]
FROZEN = (COUNTING, READY, PUBLISHED, DRAWN, OVER)  # nobody enters the pool, no quota changes
SEEN = (PUBLISHED, DRAWN, OVER)  # the panels are public
