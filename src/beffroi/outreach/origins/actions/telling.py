from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from beffroi.channels.base.actions import deliver
from beffroi.channels.base.models import Delivery
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import queries, threads, words
from beffroi.outreach.origins.facts import OutcomeKnown
from beffroi.outreach.origins.models import Origin
from beffroi.outreach.origins.rules import can_be_answered, may_be_told


@transaction.atomic
def tell_back(
    *, subject: Subject, sentences: Mapping[str, str], url: str, key: str, at: datetime, title: str = "", is_statement: bool = False
) -> None:
    """Say what came of it to everyone whose message this was made of: a job does it in batches, once for each key and thread.

    `sentences`: {"fr": …, "en": …}, plain text, in which {title} is replaced by the quoted title.
    """
    if not (is_statement or queries.setting().says_outcomes) or not Origin.objects.of(subject).standing().exists():
        return
    record(
        OutcomeKnown(
            subject=str(subject), sentences=dict(sentences), url=url, key=key, at=at.isoformat(), title=title, is_statement=is_statement
        )
    )


@transaction.atomic
def tell_origin(
    *, origin: Origin, sentences: Mapping[str, str], url: str, key: str, at: datetime, title: str = "", is_statement: bool = False
) -> Delivery | None:
    """One of them. None: it may not be told, its network cannot, or she was told already in this thread."""
    if not can_be_answered(origin) or may_be_told(origin, at, is_statement=is_statement) or origin.heard is None:
        return None
    if threads.is_told_there(origin, key):
        return None
    sentence = sentences.get(origin.language) or sentences["fr"]
    return deliver(
        account=origin.heard.account,
        message=replace(
            words.outcome(origin, sentence=sentence, title=title, url=url), extra={"is_statement": True} if is_statement else {}
        ),
        subject=Subject(queries.ORIGIN, origin.pk),
        key=threads.key_of(origin.pk, key),
        answers=origin.heard,
        at=at,
    )
