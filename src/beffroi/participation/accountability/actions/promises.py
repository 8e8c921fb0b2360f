from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from beffroi.ground.people.models import Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.accountability.actions.decisions import locked
from beffroi.participation.accountability.facts import DecisionEdited, PromiseAsked
from beffroi.participation.accountability.models import Decision, DecisionUpdate, Representative, Satisfaction
from beffroi.participation.accountability.rules import ASKED_AFTER, may_say_whether_kept


@transaction.atomic
def say_whether_kept(*, decision: Decision, person: Any, answer: str, word: str, at: datetime) -> Satisfaction:
    """Is the result what was promised? One answer per voice; it may be changed."""
    decision = locked(decision)
    require(may_say_whether_kept(person, decision, at))
    row, _made = Satisfaction.objects.update_or_create(
        decision=decision, voice=person.voice, defaults={"answer": answer, "word": word, "at": at}
    )
    _count(decision)
    record(DecisionEdited(decision_id=decision.pk, process_id=decision.component.process_id))
    return row


def _count(decision: Decision) -> None:
    given = {f"{answer}_count": Count("pk", filter=Q(answer=answer)) for answer, _label in Satisfaction.ANSWERS}
    Decision.objects.filter(pk=decision.pk).update(**decision.satisfactions.aggregate(**given), version=F("version") + 1)


@transaction.atomic
def ask_when_due(*, at: datetime) -> int:
    """Six weeks after a decision was done, ask those from whom it came; once. Returns how many decisions."""
    rows = Decision.objects.filter(state=Decision.DONE, asked_at=None, done_at__lte=at - ASKED_AFTER, published_at__isnull=False)
    asked = 0
    for decision in rows.filter(hidden_at=None, sources_count__gt=0)[:100]:
        if Decision.objects.filter(pk=decision.pk, asked_at=None).update(asked_at=at):
            record(PromiseAsked(decision_id=decision.pk))
            asked += 1
    return asked


@transaction.atomic
def forget_author(*, voice: Voice) -> None:
    """The person is leaving: what the town said stays, without her; her answers about promises go."""
    Decision.objects.filter(author=voice).update(author=None)
    DecisionUpdate.objects.filter(voice=voice).update(voice=None)
    Representative.objects.filter(voice=voice).update(voice=None, version=F("version") + 1)
    for row in Satisfaction.objects.filter(voice=voice).select_related("decision"):
        row.delete()
        _count(row.decision)
