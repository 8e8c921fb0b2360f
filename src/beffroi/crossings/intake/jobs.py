from datetime import datetime
from typing import Any

from beffroi.commons.conversations.models import MESSAGE, Message
from beffroi.crossings.intake.queries import in_process
from beffroi.kernel.jobs import task
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins import queries, threads
from beffroi.outreach.origins.models import Origin

BATCH = 200


@task(atomic=True)
def tell_talk(*, about: str, sentences: dict[str, str], url: str, key: str, title: str, at: str, after: int) -> None:
    """Everyone whose message became this thing, then all who spoke of it from elsewhere: each person once in each thread."""
    subject, moment = Subject.parse(about), datetime.fromisoformat(at)
    said: dict[str, Any] = {"sentences": sentences, "url": url, "key": key, "title": title}
    if not queries.setting().says_outcomes:
        return
    if after == 0:
        origins.tell_back(subject=subject, at=moment, **said)
    rows = list(_spoken(subject).filter(pk__gt=after)[:BATCH])
    for origin in rows:
        if origin.heard and not threads.has_made_it_here(origin, subject):
            origins.tell_origin(origin=origin, at=moment, **said)
    if len(rows) == BATCH:
        tell_talk.enqueue(about=about, at=at, after=rows[-1].pk, **said)


def _spoken(subject: Subject) -> Any:
    """Origins of the messages of its thread."""
    messages = Message.objects.said().filter(thread__subject_kind=subject.kind, thread__subject_id=subject.id, origin__startswith="heard-")
    rows = Origin.objects.standing().filter(subject_kind=MESSAGE, subject_id__in=messages.values("pk"))
    return rows.select_related("heard__account").order_by("pk")


@task(atomic=True)
def tell_process(*, process_id: int, sentences: dict[str, str], key: str, at: str) -> None:
    """The outcome of a process, to all who took part in it from elsewhere; each person once in each thread."""
    subject, moment = Subject("process", process_id), datetime.fromisoformat(at)
    card = subject.card()
    if card is None or not card.is_public or not queries.setting().says_outcomes:
        return
    for origin in in_process(process_id).iterator():
        if origin.heard:
            origins.tell_origin(origin=origin, sentences=sentences, url=card.url, key=key, title=card.title, at=moment)
