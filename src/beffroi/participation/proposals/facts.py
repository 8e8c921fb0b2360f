from dataclasses import dataclass, field

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class ProposalFact(Fact, abstract=True):
    proposal_id: int
    component_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalPublished(ProposalFact):
    said = pgettext_lazy("log", "A proposal was published.")
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalEdited(ProposalFact):
    said = pgettext_lazy("log", "A proposal was changed.")
    number: int


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(ProposalFact):
    """Its author took it back."""

    said = pgettext_lazy("log", "A proposal was taken back by its author.")


@dataclass(frozen=True, kw_only=True)
class ProposalHidden(ProposalFact):
    """Moderation hid it, or put it back (hidden False)."""

    said = pgettext_lazy("log", "A proposal was hidden by moderation, or shown again.")
    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered(Announceable):
    """The official answer is shown from now on."""

    said = pgettext_lazy("log", "A proposal was answered by the town.")
    proposal_id: int
    component_id: int
    state: str
    counts_as: str
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class ThresholdReached(Announceable):
    said = pgettext_lazy("log", "A proposal reached its number of supports.")
    proposal_id: int
    component_id: int
    threshold: int


@dataclass(frozen=True, kw_only=True)
class ProposalsMerged(ProposalFact):
    said = pgettext_lazy("log", "Proposals were merged.")
    reshaping_id: int
    source_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ProposalSplit(ProposalFact):
    said = pgettext_lazy("log", "A proposal was split.")
    reshaping_id: int
    result_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ReshapingUndone(Fact):
    said = pgettext_lazy("log", "A merge or a split of proposals was undone.")
    reshaping_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorInvited(ProposalFact):
    said = pgettext_lazy("log", "A co-author was invited.")
    author_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorAnswered(ProposalFact):
    said = pgettext_lazy("log", "An invitation to write together was answered.")
    author_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(ProposalFact):
    said = pgettext_lazy("log", "A change of a proposal was suggested.")
    amendment_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentAnswered(ProposalFact):
    said = pgettext_lazy("log", "A suggestion of change was answered.")
    amendment_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class EvaluationAsked(ProposalFact):
    said = pgettext_lazy("log", "A service was asked to study a proposal.")
    account_id: int
