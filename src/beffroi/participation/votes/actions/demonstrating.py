"""Many ballots at once, for demonstrations and measurements; no person stands behind them."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.participation.votes.methods.base import written
from beffroi.participation.votes.models import Ballot, Pattern, PollDay, Vote


@transaction.atomic
def answer_many(*, vote: Vote, ballots: Sequence[tuple[dict[str, Any], date]]) -> None:
    Ballot.objects.bulk_create([Ballot(vote=vote, answers=answers, day=day) for answers, day in ballots], batch_size=1000)
    for day, n in Counter(day for _answers, day in ballots).items():
        PollDay.objects.create(vote=vote, day=day, count=n)
    for question in vote.questions.all():
        counts = Counter(written(answers[question.key]) for answers, _day in ballots)
        Pattern.objects.bulk_create(
            [
                Pattern(question=question, answer=text, digest=hashlib.sha256(text.encode()).hexdigest(), count=n)
                for text, n in counts.items()
            ],
            batch_size=1000,
        )
    Vote.objects.filter(pk=vote.pk).update(ballots_count=F("ballots_count") + len(ballots), version=F("version") + 1)
