from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class PanelFact(Fact, abstract=True):
    """No fact names who was invited, signed up or was drawn: facts are kept, people in a panel are forgotten."""

    panel_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class PanelsPublished(Announceable):
    """The numbered panels and their fingerprint are public; the dice come later."""

    said = pgettext_lazy("log", "The panels of a draw were published, with their fingerprint.")
    panel_id: int
    fingerprint: str

    def headline(self) -> str:
        return _("“%(title)s”: 1,000 possible panels are published before the draw") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class PanelDrawn(Announceable):
    said = pgettext_lazy("log", "Dice were thrown: a citizens' panel is drawn.")
    panel_id: int
    dice: str

    def headline(self) -> str:
        return _("“%(title)s”: the panel is drawn") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class PanelEdited(PanelFact):
    said = pgettext_lazy("log", "The mandate or the quotas of a citizens' panel were changed.")


@dataclass(frozen=True, kw_only=True)
class LettersDrawn(PanelFact):
    said = pgettext_lazy("log", "Addresses were drawn by lot for the letters of a citizens' panel.")
    wave_id: int
    letters: int


@dataclass(frozen=True, kw_only=True)
class PoolChanged(PanelFact):
    said = pgettext_lazy("log", "Somebody answered a letter of a citizens' panel.")
    candidates: int


@dataclass(frozen=True, kw_only=True)
class PoolClosed(PanelFact):
    """Or opened again, before anything was published."""

    said = pgettext_lazy("log", "The pool of a citizens' panel was closed, or opened again.")
    is_closed: bool


@dataclass(frozen=True, kw_only=True)
class SeatMoved(PanelFact):
    said = pgettext_lazy("log", "A place in a citizens' panel was asked for, accepted, declined or given to somebody else.")
    seat_id: int
    state: str


@dataclass(frozen=True, kw_only=True)
class ContactsRead(PanelFact):
    said = pgettext_lazy("log", "Somebody of the team read or downloaded personal data of a citizens' panel.")
    account_id: int
    what: str


@dataclass(frozen=True, kw_only=True)
class PanelForgotten(PanelFact):
    said = pgettext_lazy("log", "Everything personal in a citizens' panel was erased.")
    people: int
