"""Addresses and the search: what other actions share."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.kernel.subjects import Subject
from beffroi.participation.spaces.types import component_types
from beffroi.participation.votes.models import DRAFT, Vote

KIND = "vote"


def address(vote: Vote, route: str = "show", *args: object) -> str:
    """The address of its page, as it is kept: in the town's first language. `component.process` must be loaded."""
    with override(settings.LANGUAGE_CODE):
        return component_types[KIND].url(vote.component, route, *args)


def index(vote: Vote, at: datetime) -> None:
    """Into the search, or out of it, as the vote is public or not."""
    component = vote.component
    if vote.hidden_at or vote.state == DRAFT or not (component.is_public and component.process.is_public):
        search.remove(subject=vote.subject)
        return
    words = [vote.text, vote.council, vote.conclusion]
    for question in vote.questions.prefetch_related("options"):
        words += [question.title, question.text, *(f"{option.title} {option.text}" for option in question.options.all())]
    search.put(
        subject=vote.subject, title=vote.title, text="\n\n".join(filter(None, words)), url=address(vote), at=at, weight=1.5,
        space=Subject("process", component.process_id),
    )  # fmt: skip


def locked(vote: Vote) -> Vote:
    return Vote.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=vote.pk)
