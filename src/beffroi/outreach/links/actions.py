"""Short links are made by the domains above, for something they publish; following one adds one to its day."""

import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import F

from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.links.models import Link, Visits
from beffroi.outreach.links.rules import must_be_a_target

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that are confused when read aloud or on paper
LENGTH = 6


@transaction.atomic
def shorten(*, target: str, subject: Subject, channel: str, at: datetime, place: str = "", campaign: str = "") -> Link:
    """The short link of a target for one subject on one channel; asking again gives the same one."""
    require(must_be_a_target(target))
    link, _created = Link.objects.get_or_create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        channel=channel,
        place=place,
        target=target,
        defaults={"slug": _free_slug(), "campaign": campaign[:80], "created_at": at},
    )
    return link


@transaction.atomic
def count(*, link: Link, day: date) -> None:
    """One more visit on that day."""
    row, _created = Visits.objects.get_or_create(link=link, day=day)
    Visits.objects.filter(pk=row.pk).update(count=F("count") + 1)


def _free_slug() -> str:
    while True:
        slug = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        if not Link.objects.filter(slug=slug).exists():
            return slug
