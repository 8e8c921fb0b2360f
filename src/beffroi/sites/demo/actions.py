"""What only a demonstration may do: give facts an earlier hour, and drop the news of a past that nobody waits for."""

from datetime import datetime

from django.db import transaction

from beffroi.kernel.models import Job, Record


def last_record() -> int:
    return Record.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def put_in_the_past(*, after: int, at: datetime) -> None:
    """The facts told since `after` happened at `at`."""
    Record.objects.filter(pk__gt=after).update(recorded_at=at)


def last_job() -> int:
    return Job.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def forget_jobs(*, after: int) -> None:
    """Nobody is to be told today of what happened months ago."""
    Job.objects.filter(pk__gt=after, done_at=None).delete()
