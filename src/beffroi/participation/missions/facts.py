from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class MissionOpened(Announceable):
    """From now on one may take part."""

    said = pgettext_lazy("log", "A mission was opened.")
    mission_id: int
    component_id: int


@dataclass(frozen=True, kw_only=True)
class MissionClosed(Announceable):
    """It is over: what it gathered can be read."""

    said = pgettext_lazy("log", "A mission was closed.")
    mission_id: int
    component_id: int
    accepted: int

    def headline(self) -> str:
        return _("What came of it: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class MissionEndsSoon(Fact):
    said = pgettext_lazy("log", "A mission is about to end.")
    mission_id: int


@dataclass(frozen=True, kw_only=True)
class MissionEdited(Fact):
    """The team changed what its page shows, or took it out of sight."""

    said = pgettext_lazy("log", "A mission was changed.")
    mission_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionFact(Fact, abstract=True):
    contribution_id: int
    mission_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionSent(ContributionFact):
    """It waits for the team; nobody else sees it."""

    said = pgettext_lazy("log", "A contribution to a mission was sent.")


@dataclass(frozen=True, kw_only=True)
class ContributionDecided(ContributionFact):
    """The team accepted it, asked for a change, or refused it."""

    said = pgettext_lazy("log", "A contribution to a mission was reviewed.")
    state: str
    decision: int  # the how-manieth decision on it


@dataclass(frozen=True, kw_only=True)
class ContributionTaken(ContributionFact):
    """Its author took it back, or moderation hid it or showed it again."""

    said = pgettext_lazy("log", "A contribution to a mission was taken back, hidden or shown again.")


@dataclass(frozen=True, kw_only=True)
class StoryDrafted(Fact):
    said = pgettext_lazy("log", "Contributions to a mission became the draft of a story.")
    story_id: int
    contribution_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SignupMoved(Fact):
    """A volunteer registered, moved up from the waiting list, or left; or the task changed under her."""

    said = pgettext_lazy("log", "The registration of a volunteer changed.")
    signup_id: int
    state: str
    step: int  # `steps` of the registration: told once for each
    is_change: bool = False  # the hour or the place of the task changed
