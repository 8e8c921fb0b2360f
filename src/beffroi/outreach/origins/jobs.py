from datetime import datetime
from typing import Any

from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions
from beffroi.outreach.origins.models import Origin

BATCH = 50


@task(atomic=True)
def tell_origins(
    *, subject: str, sentences: dict[str, str], url: str, key: str, at: str, title: str, is_statement: bool, after: int
) -> None:
    """Ask for one answer in each thread of each person; the deliveries' keys make a second run harmless."""
    rows = list(
        Origin.objects.of(Subject.parse(subject)).standing().filter(pk__gt=after).select_related("heard__account").order_by("pk")[:BATCH]
    )
    told: dict[str, Any] = {"sentences": sentences, "url": url, "key": key, "title": title, "is_statement": is_statement}
    for origin in rows:
        actions.tell_origin(origin=origin, at=datetime.fromisoformat(at), **told)
    if len(rows) == BATCH:
        tell_origins.enqueue(subject=subject, at=at, after=rows[-1].pk, **told)
