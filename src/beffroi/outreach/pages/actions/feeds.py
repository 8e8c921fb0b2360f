"""Feeds of other websites, and the websites that may frame our widgets."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.pages.facts import FeedEntryFound
from beffroi.outreach.pages.feedreading import Answer
from beffroi.outreach.pages.models import FeedEntry, FeedSource, WidgetSettings
from beffroi.outreach.pages.rules import may_configure

RECENT = timedelta(days=7)  # of a feed that is new here, only these are offered
MOST_AT_FIRST = 5


@transaction.atomic
def keep_source(*, source: FeedSource | None, person: Account, values: dict[str, Any], at: datetime) -> FeedSource:
    """Follow a feed, or change how. Another address is asked from its beginning."""
    require(may_configure(person))
    source = source or FeedSource(created_at=at)
    if "url" in values and source.url != values["url"]:
        source.etag = source.modified = source.problem = ""
        source.failures = 0
    for name, value in values.items():
        setattr(source, name, value)
    source.save()
    return source


@transaction.atomic
def drop_source(*, source: FeedSource, person: Account) -> None:
    """Follow it no more; the drafts made of it stay."""
    require(may_configure(person))
    source.delete()


@transaction.atomic
def take_entries(*, source: FeedSource, answer: Answer, at: datetime) -> int:
    """Note every entry once; tell of the new ones. How many are new."""
    source = FeedSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    is_first = source.heard_at is None
    known = set(source.entries.filter(digest__in=[entry.digest for entry in answer.entries]).values_list("digest", flat=True))
    new = [entry for entry in answer.entries if entry.digest not in known]
    offered = [entry for entry in new if not is_first or (entry.published_at and at - entry.published_at <= RECENT)]
    if is_first:
        offered = offered[:MOST_AT_FIRST]
    chosen = {entry.digest for entry in offered}
    for entry in new:
        row, is_new = FeedEntry.objects.get_or_create(
            source=source,
            digest=entry.digest,
            defaults={
                "title": entry.title,
                "url": entry.url,
                "published_at": entry.published_at,
                "found_at": at,
                "is_offered": entry.digest in chosen,
            },
        )
        if is_new and row.is_offered:
            record(
                FeedEntryFound(
                    entry_id=row.pk,
                    origin=f"feed {source.pk} {entry.digest}",
                    title=entry.title,
                    text=entry.text,
                    url=entry.url,
                    source=source.name,
                    language=source.language,
                )
            )
    source.etag, source.modified, source.problem, source.failures = answer.etag, answer.modified, "", 0
    source.asked_at = source.heard_at = at
    source.save()
    return len(chosen)


@transaction.atomic
def miss_source(*, source: FeedSource, why: str, at: datetime) -> None:
    """It did not answer, or not with a feed."""
    source.failures, source.problem, source.asked_at = source.failures + 1, why[:300], at
    source.save(update_fields=["failures", "problem", "asked_at"])


@transaction.atomic
def allow_sites(*, sites: Sequence[str], person: Account) -> WidgetSettings:
    """These websites may frame the widgets, no others."""
    require(may_configure(person))
    row, _is_new = WidgetSettings.objects.update_or_create(pk=1, defaults={"sites": list(sites)})
    edition.bump()
    return row
