from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Announceable(Fact, abstract=True):
    """A fact of participation that the town may want to announce: about a subject ("process:3"), with its title."""

    subject: str
    title: str
    process_id: int

    def headline(self) -> str:
        """The title of the draft post, in the active language."""
        return self.title

    def sentence(self) -> str:
        """What the draft post says first; empty: the excerpt of the subject's card."""
        return ""


@dataclass(frozen=True, kw_only=True)
class ProcessPublished(Announceable):
    said = pgettext_lazy("log", "A process was published.")
    question: str


@dataclass(frozen=True, kw_only=True)
class ProcessArchived(Fact):
    said = pgettext_lazy("log", "A process was archived.")
    process_id: int


@dataclass(frozen=True, kw_only=True)
class PhaseOpened(Announceable):
    said = pgettext_lazy("log", "A phase has begun.")
    phase_id: int
    process_title: str
    phase_title: str


@dataclass(frozen=True, kw_only=True)
class PhaseClosed(Fact):
    said = pgettext_lazy("log", "A phase has ended.")
    phase_id: int
    process_id: int
    process_title: str
    phase_title: str


@dataclass(frozen=True, kw_only=True)
class OutcomeTold(Announceable):
    """The team wrote what has become of a process; `edits` tells one writing from the next."""

    said = pgettext_lazy("log", "The team said what has become of a process.")
    edits: int = 0


@dataclass(frozen=True, kw_only=True)
class ProcessEdited(Fact):
    """Something that the public page of a process shows was changed by its team."""

    said = pgettext_lazy("log", "A process was changed.")
    process_id: int
