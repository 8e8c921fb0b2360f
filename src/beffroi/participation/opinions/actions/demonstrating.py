"""Many answers at once, for the demonstration and for measuring: the same rows as one by one."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from beffroi.participation.opinions.actions.counting import mark_dirty
from beffroi.participation.opinions.models import OpinionMap, Participant, Statement, Vote

BATCH = 2000


@transaction.atomic
def answer_many(*, map: OpinionMap, rows: Sequence[dict[int, int]], at: datetime) -> None:
    """Each row: what one person said, by statement number. Nothing leads to these people."""
    numbers = {row.number: row.pk for row in Statement.objects.filter(map=map)}
    made = Participant.objects.bulk_create(
        [Participant(map=map, number=7919 * n % 9_999_991) for n in range(1, len(rows) + 1)], batch_size=BATCH
    )
    votes = [
        Vote(participant=person, statement_id=numbers[number], value=value, on=localdate(at))
        for person, said in zip(made, rows, strict=True)
        for number, value in said.items()
    ]
    Vote.objects.bulk_create(votes, batch_size=BATCH)
    mark_dirty(map_id=map.pk)
