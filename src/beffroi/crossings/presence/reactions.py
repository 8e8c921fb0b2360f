"""What happens here becomes what is said there. Each may run twice: keys make it one."""

from django.conf import settings
from django.utils.translation import override

from beffroi.channels.base.facts import AccountConnected
from beffroi.commons.moderation.facts import DecisionMade, DecisionUndone
from beffroi.crossings.presence import from_alerts, from_groups, from_networks, from_questions, from_rumors, hearing, jobs, words
from beffroi.crossings.presence.actions import faces, speaking
from beffroi.crossings.presence.models import FEED, OFFICIAL, PROCESS, Presence, Utterance
from beffroi.crossings.presence.sources import COUNCIL, PARTICIPATION
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.accountability.facts import DecisionEdited, DecisionTaken, DecisionUpdated, RepresentativeEdited, VoteHeld
from beffroi.participation.accountability.models import Ballot, Commitment, CouncilVote
from beffroi.participation.debates.facts import DebateConcluded, DebateEdited
from beffroi.participation.debates.models import Debate
from beffroi.participation.proposals.facts import (
    ProposalAnswered,
    ProposalEdited,
    ProposalHidden,
    ProposalPublished,
    ProposalsMerged,
    ProposalSplit,
    ProposalWithdrawn,
    ReshapingUndone,
)
from beffroi.participation.proposals.models import Answer, Proposal, Reshaping
from beffroi.participation.questions.facts import QuestionAnswered
from beffroi.participation.resources.facts import ResourcePublished
from beffroi.participation.spaces.facts import Announceable, OutcomeTold, PhaseOpened, ProcessArchived, ProcessEdited, ProcessPublished

SAID_OTHERWISE = (DecisionTaken, ProposalAnswered, QuestionAnswered)  # whole, by a reaction of their own
FOR_EVERYBODY = (ProcessPublished, PhaseOpened, OutcomeTold, DecisionTaken)  # also in the feed of all participation


@on(AccountConnected)
def open_beside_the_town(fact: AccountConnected) -> None:
    """The town speaks on the fediverse now: so may what is in it."""
    if fact.channel == "fediverse":
        jobs.refresh_all.enqueue()


@on(ProcessEdited)
def follow_a_process(fact: ProcessEdited) -> None:
    """Its name there follows its title here; its debates are said once they are open."""
    _open(fact.process_id)


def _open(process_id: int) -> None:
    at = clock.now()
    faces.refresh(kind=PROCESS, ref=str(process_id), at=at)
    running = Debate.objects.filter(component__process=process_id, component__process__archived_at=None, concluded_at=None)
    for pk in running.values_list("pk", flat=True):
        hearing.express(Subject("debate", pk), at)


@on(Announceable)
def tell(fact: Announceable) -> None:
    """What happened in a process, to those who follow it, in the thread of what it is about."""
    at, subject = clock.now(), words.subject_of(fact)
    if isinstance(fact, ProcessPublished):
        _open(fact.process_id)
    if isinstance(fact, DecisionTaken):
        hearing.express(subject, at)
    card = hearing.shown_card(subject)
    if card is None:
        return
    with override(settings.LANGUAGE_CODE):
        message = words.announcement(fact, card)
    key = " ".join(str(part) for part in (fact.name(), subject, *_numbers(fact)))
    process = hearing.presence_of(PROCESS, fact.process_id)
    if process and not isinstance(fact, SAID_OTHERWISE):
        speaking.say(presence=process, key=key, subject=subject, message=hearing.below(process, subject, message), at=at)
    is_of_town = fact.process_id == 0 and not isinstance(fact, SAID_OTHERWISE)  # it belongs to no process
    if (is_of_town or isinstance(fact, FOR_EVERYBODY)) and (feed := hearing.presence_of(FEED, PARTICIPATION)):
        speaking.say(presence=feed, key=key, subject=subject, message=message, at=at)


def _numbers(fact: Announceable) -> list[int]:
    """What tells one telling from the next."""
    if isinstance(fact, PhaseOpened):
        return [fact.phase_id]
    if isinstance(fact, OutcomeTold):
        return [fact.edits]
    if isinstance(fact, DecisionUpdated):
        return [fact.update_id]
    return []


@on(ProcessArchived)
def say_that_it_is_over(fact: ProcessArchived) -> None:
    subject = Subject("process", fact.process_id)
    process, card = hearing.presence_of(PROCESS, fact.process_id), hearing.shown_card(subject)
    if process and card:
        with override(settings.LANGUAGE_CODE):
            message = words.archived(card)
        speaking.say(presence=process, key="archived", subject=subject, message=message, at=clock.now())


@on(ProposalPublished)
def say_a_proposal(fact: ProposalPublished) -> None:
    """Not one that was brought in from an older place: that is no news."""
    at = clock.now()
    if Proposal.objects.filter(pk=fact.proposal_id, published_at__gt=at - words.FRESH).exists():
        hearing.express(Subject("proposal", fact.proposal_id), at)


@on(ProposalEdited)
def say_a_proposal_again(fact: ProposalEdited) -> None:
    _again("proposal", [fact.proposal_id])


@on(ProposalWithdrawn)
def take_a_proposal_back(fact: ProposalWithdrawn) -> None:
    _again("proposal", [fact.proposal_id])


@on(ProposalHidden)
def hide_a_proposal(fact: ProposalHidden) -> None:
    _again("proposal", [fact.proposal_id])


@on(ProposalsMerged)
def follow_a_merge(fact: ProposalsMerged) -> None:
    hearing.express(Subject("proposal", fact.proposal_id), clock.now())
    _again("proposal", fact.source_ids)


@on(ProposalSplit)
def follow_a_split(fact: ProposalSplit) -> None:
    _again("proposal", [fact.proposal_id])
    for pk in fact.result_ids:
        hearing.express(Subject("proposal", pk), clock.now())


@on(ReshapingUndone)
def follow_what_was_undone(fact: ReshapingUndone) -> None:
    found = Reshaping.objects.filter(pk=fact.reshaping_id).first()
    if found:
        touched = Proposal.objects.filter(component=found.component_id)
        said = Utterance.objects.filter(subject_kind="proposal", subject_id__in=touched.values("pk"))
        _again("proposal", list(said.values_list("subject_id", flat=True)))


def _again(kind: str, ids: list[int]) -> None:
    """Only what was said before."""
    for pk in Utterance.objects.filter(subject_kind=kind, subject_id__in=ids).values_list("subject_id", flat=True).distinct():
        hearing.express(Subject(kind, pk), clock.now())


@on(ProposalAnswered)
def say_the_answer(fact: ProposalAnswered) -> None:
    """In the thread of the proposal; corrected, it is corrected there. Also by the official who gave it, if she can be followed."""
    at, subject = clock.now(), Subject("proposal", fact.proposal_id)
    row = Answer.objects.select_related("proposal", "state").filter(proposal=fact.proposal_id).first()
    card = hearing.shown_card(subject)
    if row is None or card is None or not row.is_shown(at):
        return
    with override(settings.LANGUAGE_CODE):
        message = words.answer(row, card)
    key = f"answer {subject}"
    if process := hearing.presence_of(PROCESS, fact.process_id):
        speaking.say(presence=process, key=key, subject=subject, message=hearing.below(process, subject, message), at=at)
    for official in hearing.presences_of_voice(row.voice_id):
        speaking.say(presence=official, key=key, subject=subject, message=message, at=at)


@on(DebateEdited)
def say_a_debate(fact: DebateEdited) -> None:
    hearing.express(Subject("debate", fact.debate_id), clock.now())


@on(DebateConcluded)
def say_what_came_out(fact: DebateConcluded) -> None:
    """The debate as it is now; its conclusion is told by `tell`, below it."""
    hearing.express(Subject("debate", fact.debate_id), clock.now())


@on(DecisionEdited)
def say_a_decision_again(fact: DecisionEdited) -> None:
    _again("decision", [fact.decision_id])


@on(ResourcePublished)
def say_what_there_is_to_read(fact: ResourcePublished) -> None:
    subject, at = Subject("resource", fact.resource_id), clock.now()
    process, card = hearing.presence_of(PROCESS, fact.process_id), hearing.shown_card(subject)
    if process and card:
        with override(settings.LANGUAGE_CODE):
            message = words.resource(fact.resource_id, card)
        if message:
            speaking.say(presence=process, key=str(subject), subject=subject, message=message, at=at)


@on(DecisionMade)
def follow_moderation(fact: DecisionMade) -> None:
    _moderated(fact.subject_kind, fact.subject_id)


@on(DecisionUndone)
def follow_moderation_back(fact: DecisionUndone) -> None:
    _moderated(fact.subject_kind, fact.subject_id)


def _moderated(kind: str, id: int) -> None:
    """What is out of sight here is taken back there, all of it."""
    subject, at = Subject(kind, id), clock.now()
    if not Utterance.objects.filter(subject_kind=kind, subject_id=id).exists():
        return
    if kind in words.KINDS:
        hearing.express(subject, at)
    elif hearing.shown_card(subject) is None:
        speaking.take_back(subject=subject, at=at)


@on(VoteHeld)
def say_a_vote(fact: VoteHeld) -> None:
    """By the feed of the council, and by each representative who can be followed; corrected, it is corrected there."""
    at, subject = clock.now(), Subject("council_vote", fact.vote_id)
    vote = CouncilVote.objects.filter(pk=fact.vote_id).first()
    if vote is None:
        return
    with override(settings.LANGUAGE_CODE):
        if feed := hearing.presence_of(FEED, COUNCIL):
            speaking.say(presence=feed, key=str(subject), subject=subject, message=words.vote(vote), at=at)
        officials = {row.ref: row for row in _officials()}
        ballots = Ballot.objects.filter(vote=vote, representative__in=[int(ref) for ref in officials])
        cast = {str(row.representative_id): row for row in ballots.select_related("vote", "representative")}
        for ref, presence in officials.items():
            if ref in cast:
                speaking.say(presence=presence, key=str(subject), subject=subject, message=words.ballot(cast[ref]), at=at)
            else:
                speaking.take_back(subject=subject, presence=presence, at=at)


def _officials() -> list[Presence]:
    rows = Presence.objects.select_related("actor").filter(kind=OFFICIAL, actor__closed_at=None)
    return list(rows.exclude(actor=None))


@on(RepresentativeEdited)
def follow_an_official(fact: RepresentativeEdited) -> None:
    """Her name there follows; her commitments since she can be followed are told."""
    at, ref = clock.now(), str(fact.representative_id)
    faces.refresh(kind=OFFICIAL, ref=ref, at=at)
    presence = hearing.presence_of(OFFICIAL, ref)
    if presence is None or presence.decided_at is None or presence.actor is None:
        return
    subject = Subject("representative", fact.representative_id)
    with override(settings.LANGUAGE_CODE):
        for row in Commitment.objects.filter(representative=fact.representative_id).select_related("representative").order_by("pk"):
            key = f"commitment:{row.pk}"
            if row.made_on >= presence.decided_at.date() or hearing.is_said(presence, key):
                message = words.commitment(row, presence.actor.url)
                speaking.say(presence=presence, key=key, subject=subject, message=message, at=at)


__all__ = ["from_alerts", "from_groups", "from_networks", "from_questions", "from_rumors"]
