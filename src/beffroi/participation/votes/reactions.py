"""What happens after a vote moved: those who follow it, or its process, are told; the process remembers."""

from typing import Any

from beffroi.commons.notifications.actions import tell_followers
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.facts import ProcessEdited, ProcessPublished
from beffroi.participation.votes.actions.texts import address, index
from beffroi.participation.votes.facts import VoteConcluded, VoteCounted, VoteOpened
from beffroi.participation.votes.models import Vote


def _vote(pk: int) -> Vote | None:
    return Vote.objects.select_related("component__process").filter(pk=pk, hidden_at=None).first()


def tell_all(vote: Vote, name: str, **more: Any) -> None:
    """Followers of the vote and of its process; the same origin: nobody hears it twice."""
    params, origin = {"title": vote.title, "url": address(vote), **more}, f"vote-{name}-{vote.pk}"
    for subject in (vote.subject, Subject("process", vote.component.process_id)):
        tell_followers(subject=subject, kind=f"votes:{name}", params=params, origin=origin, at=clock.now())


def _remember(vote: Vote, title: str, at: Any, name: str) -> None:
    process = vote.component.process
    add_happening(process=process, title=title[:200], at=at, url=address(vote), origin=f"vote-{name}-{vote.pk}")


@on(VoteOpened)
def tell_the_opening(fact: VoteOpened) -> None:
    if vote := _vote(fact.vote_id):
        tell_all(vote, "opened")


@on(VoteCounted)
def tell_the_result(fact: VoteCounted) -> None:
    if vote := _vote(fact.vote_id):
        tell_all(vote, "counted")
        _remember(vote, fact.headline(), vote.counted_at, "counted")


@on(VoteConcluded)
def tell_the_decision(fact: VoteConcluded) -> None:
    if vote := _vote(fact.vote_id):
        tell_all(vote, "concluded")
        _remember(vote, fact.headline(), vote.concluded_at, "concluded")


@on(ProcessPublished)
@on(ProcessEdited)
def find_it(fact: ProcessPublished | ProcessEdited) -> None:
    """A vote is found in the search as soon as its process is public, and no longer than that."""
    for vote in Vote.objects.filter(component__process=fact.process_id).select_related("component__process"):
        index(vote, clock.now())
