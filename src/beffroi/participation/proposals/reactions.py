"""What happens after a proposal moved: people are told, follows are made, provisional supports are counted again."""

from collections.abc import Iterable

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.commons.supports import queries
from beffroi.commons.supports.facts import Supported, SupportWithdrawn
from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.actions.counting import recount_provisional
from beffroi.participation.proposals.actions.texts import stored_address
from beffroi.participation.proposals.facts import (
    AmendmentAnswered,
    AmendmentProposed,
    CoAuthorAnswered,
    CoAuthorInvited,
    EvaluationAsked,
    ProposalAnswered,
    ProposalsMerged,
    ProposalSplit,
    ThresholdReached,
)
from beffroi.participation.proposals.models import Amendment, Author, Evaluation, Proposal, Reshaping
from beffroi.participation.proposals.rules import setting

BATCH = 500


def _proposal(pk: int) -> Proposal | None:
    return Proposal.objects.select_related("component__process", "state").filter(pk=pk).first()


def _authors(proposal: Proposal) -> list[Voice]:
    return [author.voice for author in proposal.authors.filter(state=Author.SIGNED).select_related("voice")]


def _in_batches(ids: Iterable[int]) -> Iterable[list[Voice]]:
    batch: list[int] = []
    for voice_id in ids:
        batch.append(voice_id)
        if len(batch) == BATCH:
            yield list(Voice.objects.filter(pk__in=batch))
            batch = []
    if batch:
        yield list(Voice.objects.filter(pk__in=batch))


@on(ProposalAnswered)
def tell_the_answer(fact: ProposalAnswered) -> None:
    """Authors, supporters and followers, each once: the origin is the same for all three."""
    proposal = _proposal(fact.proposal_id)
    if proposal is None:
        return
    subject, at = Subject("proposal", proposal.pk), clock.now()
    params = {"title": proposal.title, "state": proposal.state.title if proposal.state else "", "url": stored_address(proposal)}
    origin = f"proposal-answered-{proposal.pk}-{fact.revision}"
    tell(voices_or_accounts=_authors(proposal), kind="proposals:answered", subject=subject, params=params, origin=origin, at=at)
    for voices in _in_batches(queries.supporters(subject)):
        tell(voices_or_accounts=voices, kind="proposals:answered-supported", subject=subject, params=params, origin=origin, at=at)
    tell_followers(subject=subject, kind="proposals:answered-supported", params=params, origin=origin, at=at)


@on(ThresholdReached)
def tell_the_threshold(fact: ThresholdReached) -> None:
    proposal = _proposal(fact.proposal_id)
    if proposal is not None:
        params = {"title": proposal.title, "threshold": fact.threshold, "url": stored_address(proposal)}
        tell(
            voices_or_accounts=_authors(proposal), kind="proposals:threshold", subject=Subject("proposal", proposal.pk), params=params,
            origin=f"proposal-threshold-{proposal.pk}", at=clock.now(),
        )  # fmt: skip


@on(CoAuthorInvited)
def tell_the_invited(fact: CoAuthorInvited) -> None:
    author = Author.objects.select_related("voice", "proposal__component__process", "proposal__voice").filter(pk=fact.author_id).first()
    if author is not None and author.state == Author.INVITED:
        proposal = author.proposal
        params = {"title": proposal.title, "name": proposal.voice.display_name, "url": f"{stored_address(proposal)}auteurs/"}
        tell(
            voices_or_accounts=[author.voice], kind="proposals:invited", subject=Subject("proposal", proposal.pk), params=params,
            origin=f"proposal-invited-{author.pk}-{author.at.isoformat()}", at=clock.now(),
        )  # fmt: skip


@on(CoAuthorAnswered)
def tell_who_invited(fact: CoAuthorAnswered) -> None:
    author = Author.objects.select_related("voice", "proposal__component__process", "proposal__voice").filter(pk=fact.author_id).first()
    if author is not None and fact.accepted:
        proposal = author.proposal
        params = {"title": proposal.title, "name": author.voice.display_name, "url": stored_address(proposal)}
        tell(
            voices_or_accounts=[proposal.voice], kind="proposals:signed", subject=Subject("proposal", proposal.pk), params=params,
            origin=f"proposal-signed-{author.pk}", at=clock.now(),
        )  # fmt: skip


@on(AmendmentProposed)
def tell_the_authors(fact: AmendmentProposed) -> None:
    proposal = _proposal(fact.proposal_id)
    amendment = Amendment.objects.select_related("voice").filter(pk=fact.amendment_id).first()
    if proposal is not None and amendment is not None:
        url = f"{stored_address(proposal)}changements/{amendment.pk}/"
        params = {"title": proposal.title, "name": amendment.voice.display_name, "url": url, "excerpt": amendment.reason}
        tell(
            voices_or_accounts=_authors(proposal), kind="proposals:amended", subject=Subject("proposal", proposal.pk), params=params,
            origin=f"amendment-{amendment.pk}", at=clock.now(),
        )  # fmt: skip


@on(AmendmentAnswered)
def tell_who_amended(fact: AmendmentAnswered) -> None:
    proposal = _proposal(fact.proposal_id)
    amendment = Amendment.objects.select_related("voice").filter(pk=fact.amendment_id).first()
    if proposal is not None and amendment is not None:
        url = f"{stored_address(proposal)}changements/{amendment.pk}/"
        params = {"title": proposal.title, "accepted": fact.accepted, "url": url, "excerpt": amendment.answer}
        tell(
            voices_or_accounts=[amendment.voice], kind="proposals:amendment-answered", subject=Subject("proposal", proposal.pk), params=params,
            origin=f"amendment-answered-{amendment.pk}", at=clock.now(),
        )  # fmt: skip


@on(ProposalsMerged)
def tell_the_merged(fact: ProposalsMerged) -> None:
    """Authors and supporters of the sources: their name and their support are on the common one; they may take it back."""
    _tell_reshaped(fact.reshaping_id, fact.proposal_id, "proposals:merged")


@on(ProposalSplit)
def tell_the_split(fact: ProposalSplit) -> None:
    """Authors and supporters: the supports stay on the old page until given again."""
    _tell_reshaped(fact.reshaping_id, fact.proposal_id, "proposals:split")


def _tell_reshaped(reshaping_id: int, proposal_id: int, kind: str) -> None:
    proposal = _proposal(proposal_id)
    reshaping = Reshaping.objects.prefetch_related("sources").filter(pk=reshaping_id, undone_at=None).first()
    if proposal is None or reshaping is None:
        return
    at, origin = clock.now(), f"reshaping-{reshaping_id}"
    for source in reshaping.sources.all():
        params = {"title": source.title, "target": proposal.title, "url": stored_address(proposal), "excerpt": reshaping.reason}
        about = Subject("proposal", proposal.pk)
        tell(voices_or_accounts=_authors(source), kind=kind, subject=about, params=params, origin=origin, at=at)
        for voices in _in_batches(queries.supporters(Subject("proposal", source.pk))):
            tell(voices_or_accounts=voices, kind=kind, subject=about, params=params, origin=origin, at=at)


@on(EvaluationAsked)
def tell_the_evaluator(fact: EvaluationAsked) -> None:
    row = Evaluation.objects.select_related("account", "proposal__component__process").filter(proposal_id=fact.proposal_id).first()
    if row is not None and row.account_id == fact.account_id:
        url = f"/bureau/p/{fact.process_id}/propositions/{fact.component_id}/{fact.proposal_id}/"
        tell(
            voices_or_accounts=[row.account], kind="proposals:to-study", subject=Subject("proposal", fact.proposal_id),
            params={"title": row.proposal.title, "url": url}, origin=f"evaluation-{row.pk}-{fact.account_id}", at=clock.now(),
        )  # fmt: skip


@on(Supported)
def count_supports_given(fact: Supported) -> None:
    _recount(fact.subject_kind, fact.subject_id)


@on(SupportWithdrawn)
def count_supports_taken_back(fact: SupportWithdrawn) -> None:
    _recount(fact.subject_kind, fact.subject_id)


def _recount(kind: str, pk: int) -> None:
    proposal = _proposal(pk) if kind == "proposal" else None
    if proposal is not None and setting(proposal.component, "min_supports") > 1:
        recount_provisional(component=proposal.component, at=clock.now())
