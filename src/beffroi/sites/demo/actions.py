"""What only a demonstration may do: give facts an earlier hour, and drop the news of a past that nobody waits for."""

from datetime import date, datetime, timedelta

from django.db import transaction

from beffroi.kernel.models import Job, Record
from beffroi.outreach.links.models import Link, Visits
from beffroi.outreach.posts.models import Post
from beffroi.outreach.strategy.models import Campaign


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


@transaction.atomic
def gather(*, post: Post, campaign: Campaign) -> None:
    """It belonged to the campaign from the start, though the demonstration writes the plan last."""
    post.campaign = campaign
    post.save(update_fields=["campaign"])


@transaction.atomic
def came(*, link: Link, since: date, counts: list[int]) -> None:
    """How many followed a link on each day from `since`."""
    Visits.objects.bulk_create([Visits(link=link, day=since + timedelta(days=n), count=count) for n, count in enumerate(counts)])
