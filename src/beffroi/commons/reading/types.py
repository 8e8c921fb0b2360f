"""What a machine may say of a text, in the words of people."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.engines.reading import flags, personal

PERSONAL: dict[str, Any] = {
    personal.PHONE: _("a telephone number"),
    personal.EMAIL: _("an e-mail address"),
    personal.IBAN: _("a bank account number"),
    personal.NIR: _("a social security number"),
    personal.CARD: _("a payment card number"),
    personal.PLATE: _("a number plate"),
    personal.ADDRESS: _("the address of somebody"),
    personal.BIRTH: _("a date of birth"),
}
FLAGS: dict[str, Any] = {
    flags.DISTRESS: _("Somebody may be in distress"),
    flags.INSULT: _("Perhaps an insult or a threat"),
    flags.URGENT: pgettext_lazy("reading", "Perhaps urgent"),
}
TONES = {flags.DISTRESS: "brick", flags.INSULT: "bell", flags.URGENT: "bell"}
POINTS = {flags.DISTRESS: 40, flags.INSULT: 15, flags.URGENT: 10}  # of an order of reading
PRIVATE_POINTS = 15
ADVICE = _(
    "Answer soon, as a person. Danger now: call 15, 17, 18 or 112. Thoughts of suicide: 3114, free, day and night. Violence in the family: 3919; "
    "a child in danger: 119."
)


@dataclass(frozen=True)
class Mark:
    """One thing that stands out, and the words that made it stand out."""

    kind: str
    label: Any
    words: list[str]
    tone: str = ""
    points: int = 0


@dataclass(frozen=True)
class Hints:
    """For the team, beside a text. A suggestion: it may be wrong."""

    language: str = ""
    is_sure: bool = False
    marks: list[Mark] = field(default_factory=list)

    @property
    def points(self) -> int:
        return sum(mark.points for mark in self.marks)

    @property
    def advice(self) -> Any:
        """What to do first, if somebody may be in danger."""
        return ADVICE if any(mark.kind == flags.DISTRESS for mark in self.marks) else ""
