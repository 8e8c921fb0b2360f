import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction

from beffroi.commons.moderation.actions.decisions import undo
from beffroi.commons.moderation.facts import AppealDecided, AppealMade
from beffroi.commons.moderation.models import Appeal, Decision
from beffroi.commons.moderation.rules import may_appeal, may_decide_appeal
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require


@transaction.atomic
def appeal(*, decision: Decision, person: Any, text: str, at: datetime) -> Appeal:
    """Ask for another look."""
    require(may_appeal(person, decision, at))
    made = Appeal.objects.create(decision=decision, text=text, created_at=at)
    record(AppealMade(appeal_id=made.pk, decision_id=decision.pk))
    return made


@transaction.atomic
def decide_appeal(*, appeal: Appeal, is_granted: bool, answer: str, by: Any, at: datetime) -> None:
    """Somebody else answers; if the author is right, the decision is undone."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("decision__rule", "decision__voice").get(pk=appeal.pk)
    require(may_decide_appeal(by, appeal))
    appeal.decided_at, appeal.decided_by, appeal.is_granted, appeal.answer = at, by, is_granted, answer
    appeal.save(update_fields=["decided_at", "decided_by", "is_granted", "answer"])
    if is_granted and appeal.decision.undone_at is None:
        undo(decision=appeal.decision, by=by, at=at, reason=answer, source=Decision.APPEAL)
    ledger.append(
        kind="moderation.appeal",
        subject=appeal.decision.subject,
        data={
            "decision": appeal.decision_id,
            "granted": is_granted,
            "answer": hashlib.sha256(answer.encode()).hexdigest(),
        },
        at=at,
    )
    record(AppealDecided(appeal_id=appeal.pk, decision_id=appeal.decision_id, is_granted=is_granted))
