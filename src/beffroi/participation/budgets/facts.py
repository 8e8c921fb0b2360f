from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class BudgetFact(Fact, abstract=True):
    project_id: int
    component_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaPublished(BudgetFact):
    said = pgettext_lazy("log", "An idea for a participatory budget was published.")
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class IdeaMoved(BudgetFact):
    """What its page shows has changed: its text, its place in the list, its study."""

    said = pgettext_lazy("log", "An idea or a project of a participatory budget changed.")


@dataclass(frozen=True, kw_only=True)
class StudyAsked(BudgetFact):
    said = pgettext_lazy("log", "A service was asked to study an idea of a participatory budget.")
    analysis_id: int


@dataclass(frozen=True, kw_only=True)
class StepTaken(BudgetFact):
    """A step that its author and its followers are told."""

    said = pgettext_lazy("log", "An idea of a participatory budget made a step.")
    step_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class WorksDone(Announceable):
    """The works of a chosen project are finished."""

    said = pgettext_lazy("log", "The works of a participatory budget were finished.")
    project_id: int
    component_id: int

    def headline(self) -> str:
        return _("It is done: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class BudgetEdited(Fact):
    """Its rules, its envelopes or its list changed."""

    said = pgettext_lazy("log", "A participatory budget was changed by its team.")
    component_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class VoteFrozen(Announceable):
    """The list of projects, the rule and the lot are fixed and public."""

    said = pgettext_lazy("log", "The vote of a participatory budget was made ready; nothing of it changes any more.")
    component_id: int
    projects: int

    def headline(self) -> str:
        return _("The projects put to the vote are known: %(title)s") % {"title": self.title}


@dataclass(frozen=True, kw_only=True)
class BudgetCounted(Announceable):
    said = pgettext_lazy("log", "The votes of a participatory budget were counted.")
    component_id: int
    winners: int

    def headline(self) -> str:
        return _("The projects chosen by the vote: %(title)s") % {"title": self.title}
