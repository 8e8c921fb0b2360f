from datetime import datetime
from typing import Any

from beffroi.commons.conversations.models import MESSAGE, Message
from beffroi.crossings.intake.queries import in_process
from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins import queries
from beffroi.outreach.origins.models import Origin

BATCH = 200


@task(atomic=True)
def tell_talk(*, about: str, sentences: dict[str, str], url: str, key: str, title: str, at: str, after: int) -> None:
    """Everyone whose message became this thing, then all who spoke of it from elsewhere; each person once."""
    subject, moment = Subject.parse(about), datetime.fromisoformat(at)
    said: dict[str, Any] = {"sentences": sentences, "url": url, "key": key, "title": title}
    if not queries.setting().says_outcomes:
        return
    if after == 0:
        origins.tell_back(subject=subject, at=moment, **said)
    rows = list(_spoken(subject).filter(pk__gt=after)[:BATCH])
    for origin in rows:
        if _is_first(origin, subject):
            origins.tell_origin(origin=origin, at=moment, **said)
    if len(rows) == BATCH:
        tell_talk.enqueue(about=about, at=at, after=rows[-1].pk, **said)


def _spoken(subject: Subject) -> Any:
    """Origins of the messages of its thread."""
    messages = Message.objects.said().filter(thread__subject_kind=subject.kind, thread__subject_id=subject.id, origin__startswith="heard-")
    rows = Origin.objects.standing().filter(subject_kind=MESSAGE, subject_id__in=messages.values("pk"))
    return rows.select_related("heard__account").order_by("pk")


def _is_first(origin: Origin, subject: Subject) -> bool:
    """Whoever spoke three times there, or wrote the thing itself, is told once."""
    if origin.heard is None:
        return False
    hers = {"heard__account": origin.heard.account_id, "heard__author_key": origin.heard.author_key}
    if Origin.objects.of(subject).standing().filter(**hers).exists():
        return False
    return not _spoken(subject).filter(pk__lt=origin.pk, **hers).exists()


@task(atomic=True)
def tell_process(*, process_id: int, sentences: dict[str, str], key: str, at: str) -> None:
    """The outcome of a process, to all who took part in it from elsewhere; each person once, in the thread where she spoke first."""
    subject, moment = Subject("process", process_id), datetime.fromisoformat(at)
    card = subject.card()
    if card is None or not card.is_public or not queries.setting().says_outcomes:
        return
    told: set[tuple[int, str]] = set()
    for origin in in_process(process_id).iterator():
        who = (origin.heard.account_id, origin.heard.author_key) if origin.heard else None
        if who and who not in told:
            told.add(who)
            origins.tell_origin(origin=origin, sentences=sentences, url=card.url, key=key, title=card.title, at=moment)
