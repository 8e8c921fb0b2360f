"""How a problem is worked to its end. It may go back: what was understood turns out to be otherwise."""

from typing import Any

from django.utils.translation import pgettext_lazy

TALK = ""
RAISED, UNDERSTOOD, OPTIONS, DECIDED, DONE, DROPPED = "raised", "understood", "options", "decided", "done", "dropped"
ORDER = (RAISED, UNDERSTOOD, OPTIONS, DECIDED, DONE)
OVER = (DONE, DROPPED)
OPEN = (RAISED, UNDERSTOOD, OPTIONS, DECIDED)
LABELS: dict[str, Any] = {
    RAISED: pgettext_lazy("problem", "Raised"),
    UNDERSTOOD: pgettext_lazy("problem", "Understood"),
    OPTIONS: pgettext_lazy("problem", "Options on the table"),
    DECIDED: pgettext_lazy("problem", "Decided"),
    DONE: pgettext_lazy("problem", "Done"),
    DROPPED: pgettext_lazy("problem", "Given up"),
}
HELP: dict[str, Any] = {
    RAISED: pgettext_lazy("problem", "Somebody says what is wrong. Others say whether they see it too."),
    UNDERSTOOD: pgettext_lazy("problem", "The group agrees on what happens, to whom, and why."),
    OPTIONS: pgettext_lazy("problem", "What could be done, with what each way costs."),
    DECIDED: pgettext_lazy("problem", "What will be done, by whom, until when."),
    DONE: pgettext_lazy("problem", "It is done, and those it concerned say that it is."),
    DROPPED: pgettext_lazy("problem", "The group stops here, and says why."),
}
TONES = {RAISED: "brick", UNDERSTOOD: "bell", OPTIONS: "bell", DECIDED: "town", DONE: "good", DROPPED: ""}
CHOICES = list(LABELS.items())
