from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.kernel.subjects import Subject
from beffroi.participation.accountability.models import CouncilVote, Decision, Representative
from beffroi.participation.spaces.types import component_types

KIND, VOTE, MEMBER = "decision", "council_vote", "representative"


def subject_of(decision: Decision) -> Subject:
    return Subject(KIND, decision.pk)


def address(decision: Decision) -> str:
    """The address of its page, as it is kept: in the town's first language. `component.process` must be loaded."""
    with override(settings.LANGUAGE_CODE):
        return component_types[KIND].url(decision.component, "item", decision.pk)


def vote_address(vote: CouncilVote) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse("council:vote", args=[vote.pk])


def member_address(representative: Representative) -> str:
    with override(settings.LANGUAGE_CODE):
        return reverse("representatives:show", args=[representative.slug])


def index(decision: Decision, at: datetime) -> None:
    """Into the search, or out of it, as the decision is public or not."""
    component = decision.component
    if not (decision.is_public and component.is_public and component.process.is_public):
        search.remove(subject=subject_of(decision))
        return
    search.put(
        subject=subject_of(decision),
        title=decision.title,
        text=f"{decision.text}\n\n{decision.reasons}",
        url=address(decision),
        at=decision.published_at or at,
        weight=1.5,
        space=Subject("process", component.process_id),
    )


def index_vote(vote: CouncilVote) -> None:
    search.put(subject=Subject(VOTE, vote.pk), title=vote.title, text=vote.summary, url=vote_address(vote), at=vote.published_at)


def index_member(representative: Representative, at: datetime) -> None:
    text = f"{representative.mandate}\n\n{representative.group}\n\n{representative.about}"
    search.put(subject=Subject(MEMBER, representative.pk), title=representative.name, text=text, url=member_address(representative), at=at)
