from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.kernel import edition
from beffroi.kernel.rules import require
from beffroi.participation.votes.actions.texts import locked
from beffroi.participation.votes.methods.base import Totals
from beffroi.participation.votes.models import NetworkPoll, PaperSheet, Question, Vote
from beffroi.participation.votes.rules import may_count_paper, may_edit, must_take_paper


@transaction.atomic
def write_sheet(*, vote: Vote, person: Any, table: str, ballots: int, figures: Mapping[str, Totals], at: datetime) -> PaperSheet:
    """What one agent counted at one table. It counts once a second agent found the same; writing again corrects one's own count."""
    vote = locked(vote)
    require(may_count_paper(person, vote), must_take_paper(vote, at))
    sheet, _created = PaperSheet.objects.update_or_create(
        vote=vote, table=" ".join(table.split()), agent=person, defaults={"ballots": ballots, "figures": dict(figures), "at": at}
    )
    return sheet


@transaction.atomic
def note_network_poll(
    *, question: Question, person: Any, place: str, url: str, counts: Mapping[str, int], origin: str, at: datetime
) -> NetworkPoll:
    """What a poll of a social network says now: shown apart, never added."""
    vote = locked(question.vote)
    if person is not None:
        require(may_edit(person, vote))
    poll, _created = NetworkPoll.objects.update_or_create(
        question=question, origin=origin, defaults={"place": place, "url": url, "counts": dict(counts), "at": at}
    )
    edition.bump()
    return poll
