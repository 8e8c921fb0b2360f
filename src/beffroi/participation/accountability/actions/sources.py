from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.commons.topics import actions as topics
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.participation.accountability.actions.finding import subject_of
from beffroi.participation.accountability.facts import SourcesTaken
from beffroi.participation.accountability.models import Decision, Source
from beffroi.participation.accountability.rules import may_decide

LINK = "comes_from"


@dataclass(frozen=True)
class Taken:
    """A contribution that a decision answers: wholly, in part, or heard and not taken up, with a word why."""

    subject: Subject
    part: str = Source.ALL
    note: str = ""


@transaction.atomic
def take_sources(*, decision: Decision, person: Any, sources: Iterable[Taken], at: datetime) -> None:
    """Say from which contributions a decision came; those left out are no longer among them."""
    if person is not None:
        require(may_decide(person, decision.component))
    is_new = take(decision=decision, sources=sources)
    if decision.published_at:
        record(SourcesTaken(decision_id=decision.pk, process_id=decision.component.process_id, are_new=is_new))


def take(*, decision: Decision, sources: Iterable[Taken]) -> bool:
    """Write the rows and the typed links, in the caller's transaction; whether one is new."""
    here = subject_of(decision)
    wanted = {taken.subject: taken for taken in sources}
    for source in decision.sources.all():
        there = Subject(source.subject_kind, source.subject_id)
        taken = wanted.pop(there, None)
        if taken is None:
            topics.unlink(source=here, target=there, kind=LINK)
            source.delete()
        else:
            source.part, source.note = taken.part, taken.note
            source.save(update_fields=["part", "note"])
    for taken in wanted.values():
        Source.objects.create(
            decision=decision, subject_kind=taken.subject.kind, subject_id=taken.subject.id, part=taken.part, note=taken.note
        )
        topics.link(source=here, target=taken.subject, kind=LINK)
    Decision.objects.filter(pk=decision.pk).update(sources_count=decision.sources.count(), version=F("version") + 1)
    decision.refresh_from_db(fields=["sources_count", "version"])
    return bool(wanted)
