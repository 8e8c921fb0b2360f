from dataclasses import dataclass, field

from beffroi.kernel.facts import Fact
from beffroi.participation.spaces.facts import Announceable


@dataclass(frozen=True, kw_only=True)
class ProposalFact(Fact, abstract=True):
    proposal_id: int
    component_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalPublished(ProposalFact):
    voice_id: int


@dataclass(frozen=True, kw_only=True)
class ProposalEdited(ProposalFact):
    number: int


@dataclass(frozen=True, kw_only=True)
class ProposalWithdrawn(ProposalFact):
    """Its author took it back."""


@dataclass(frozen=True, kw_only=True)
class ProposalHidden(ProposalFact):
    """Moderation hid it, or put it back (hidden False)."""

    hidden: bool


@dataclass(frozen=True, kw_only=True)
class ProposalAnswered(Announceable):
    """The official answer is shown from now on."""

    proposal_id: int
    component_id: int
    state: str
    counts_as: str
    revision: int = 0


@dataclass(frozen=True, kw_only=True)
class ThresholdReached(Announceable):
    proposal_id: int
    component_id: int
    threshold: int


@dataclass(frozen=True, kw_only=True)
class ProposalsMerged(ProposalFact):
    reshaping_id: int
    source_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ProposalSplit(ProposalFact):
    reshaping_id: int
    result_ids: list[int] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class ReshapingUndone(Fact):
    reshaping_id: int
    process_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorInvited(ProposalFact):
    author_id: int


@dataclass(frozen=True, kw_only=True)
class CoAuthorAnswered(ProposalFact):
    author_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class AmendmentProposed(ProposalFact):
    amendment_id: int


@dataclass(frozen=True, kw_only=True)
class AmendmentAnswered(ProposalFact):
    amendment_id: int
    accepted: bool


@dataclass(frozen=True, kw_only=True)
class EvaluationAsked(ProposalFact):
    account_id: int
