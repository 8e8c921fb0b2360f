"""Figures of links, for the page of a post and for the plan of communication."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.db.models import Sum

from beffroi.kernel.subjects import Subject
from beffroi.outreach.links.models import Link, Visits

MEDIUM = {"newsletter": "email", "sms": "sms", "webpush": "push", "feed": "feed", "assisted": "social"}


def visits(subjects: Collection[Subject]) -> dict[Subject, dict[str, int]]:
    """{subject: {channel: visits}} in one query; what was never followed counts 0."""
    found: dict[Subject, dict[str, int]] = defaultdict(dict)
    wanted = set(subjects)
    rows = (
        Link.objects.filter(subject_kind__in={s.kind for s in wanted}, subject_id__in={s.id for s in wanted})
        .values_list("subject_kind", "subject_id", "channel")
        .annotate(total=Sum("visits__count", default=0))
    )
    for kind, id, channel, total in rows:
        if (subject := Subject(kind, id)) in wanted:
            found[subject][channel] = total
    return dict(found)


def total(subject: Subject) -> int:
    return sum(visits([subject]).get(subject, {}).values())


def by_day(subject: Subject, *, since: date, until: date) -> dict[date, int]:
    """Visits of each day that had some."""
    rows = Visits.objects.filter(link__subject_kind=subject.kind, link__subject_id=subject.id, day__range=(since, until))
    return dict(rows.values_list("day").annotate(total=Sum("count")).order_by("day"))


def between(kind: str, ids: Collection[int], *, since: date, until: date) -> int:
    """Visits of many subjects of one kind in a period."""
    rows = Visits.objects.filter(link__subject_kind=kind, link__subject_id__in=ids, day__range=(since, until))
    return rows.aggregate(total=Sum("count", default=0))["total"]


def address(link: Link) -> str:
    """The full short address, for networks."""
    return settings.BASE_URL + link.get_absolute_url()


def destination(link: Link) -> str:
    """Where it leads, with the words of the campaign; parameters that the target has already stay."""
    parts = urlsplit(link.target)
    said = {"utm_source": link.channel, "utm_medium": MEDIUM.get(link.channel, "social")}
    if link.campaign:
        said["utm_campaign"] = link.campaign
    asked = {name: value for name, value in said.items() if f"{name}=" not in parts.query}
    query = "&".join(part for part in (parts.query, urlencode(asked)) if part)
    return urlunsplit(parts._replace(query=query))
