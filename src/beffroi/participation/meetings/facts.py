from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class MeetingPublished(Announceable):
    said = pgettext_lazy("log", "A meeting was announced.")
    meeting_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingMoved(Announceable):
    """Its hour or its place changed after it was announced; `sequence` tells one change from the next."""

    said = pgettext_lazy("log", "A meeting was moved.")
    meeting_id: int
    sequence: int

    def headline(self) -> str:
        return _("Changed: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class MeetingCancelled(Announceable):
    said = pgettext_lazy("log", "A meeting was cancelled.")
    meeting_id: int

    def headline(self) -> str:
        return _("Cancelled: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class MinutesPublished(Announceable):
    said = pgettext_lazy("log", "The minutes of a meeting were published.")
    meeting_id: int

    def headline(self) -> str:
        return _("The minutes: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class MeetingFact(Fact, abstract=True):
    meeting_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class MeetingEdited(MeetingFact):
    said = pgettext_lazy("log", "A meeting was changed.")


@dataclass(frozen=True, kw_only=True)
class MeetingProposed(MeetingFact):
    said = pgettext_lazy("log", "Somebody proposed a meeting.")


@dataclass(frozen=True, kw_only=True)
class MeetingRefused(MeetingFact):
    said = pgettext_lazy("log", "A proposed meeting was not kept.")


@dataclass(frozen=True, kw_only=True)
class Registered(MeetingFact):
    """Somebody has a place, or waits for one."""

    said = pgettext_lazy("log", "Somebody registered for a meeting.")
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class PlaceFreed(MeetingFact):
    """Somebody who waited has a place now."""

    said = pgettext_lazy("log", "A place at a meeting went to the next on the waiting list.")
    registration_id: int


@dataclass(frozen=True, kw_only=True)
class RegistrationCancelled(MeetingFact):
    said = pgettext_lazy("log", "A registration for a meeting was cancelled.")
    registration_id: int
    by_team: bool = False


@dataclass(frozen=True, kw_only=True)
class MeetingFilling(MeetingFact):
    """So much of the places is taken that the team is told: 50, 80 or 100 of a hundred."""

    said = pgettext_lazy("log", "A meeting is filling up.")
    percent: int


@dataclass(frozen=True, kw_only=True)
class LiveQuestionMoved(MeetingFact):
    """A question from the room or from home was asked, put through, answered or put away."""

    said = pgettext_lazy("log", "The live questions of a meeting changed.")
    question_id: int
    state: str
