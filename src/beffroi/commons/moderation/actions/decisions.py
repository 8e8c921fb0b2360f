"""Decisions: each cites a rule, says why, is told to the author and written in the ledger. None is ever changed."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.commons.moderation.facts import DecisionMade, DecisionUndone
from beffroi.commons.moderation.models import Case, Decision, Rule, Sanction
from beffroi.commons.moderation.rules import LONGEST_PAUSE, may_decide
from beffroi.ground.people.models import Voice
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject, subject_kinds


@transaction.atomic
def hide(*, subject: Subject, rule: Rule, reason: str, by: Any, at: datetime, facts: str = "") -> Decision:
    """Take it out of sight: its place stays, with the rule and the reason."""
    require(may_decide(by, subject, Decision.HIDE))
    if hidden := standing(subject, Decision.HIDE):
        return hidden
    decision = _decide(Decision.HIDE, subject=subject, rule=rule, reason=reason, facts=facts, by=by, at=at)
    subject_kinds[subject.kind].set_hidden(subject.id, True)
    return decision


@transaction.atomic
def warn(*, subject: Subject, rule: Rule, reason: str, by: Any, at: datetime, facts: str = "") -> Decision:
    """Tell the author that a rule was not kept; the text stays."""
    require(may_decide(by, subject, Decision.WARN))
    return _decide(Decision.WARN, subject=subject, rule=rule, reason=reason, facts=facts, by=by, at=at)


@transaction.atomic
def keep(*, subject: Subject, by: Any, at: datetime, reason: str = "") -> Decision:
    """It was looked at and stays."""
    require(may_decide(by, subject, Decision.KEEP))
    return _decide(Decision.KEEP, subject=subject, reason=reason, by=by, at=at)


@transaction.atomic
def restore(*, subject: Subject, by: Any, at: datetime, reason: str = "") -> Decision | None:
    """Show it again; None if it was not hidden."""
    hidden = standing(subject, Decision.HIDE)
    return undo(decision=hidden, by=by, at=at, reason=reason) if hidden else None


@transaction.atomic
def pause(*, subject: Subject, rule: Rule, reason: str, days: int, by: Any, at: datetime, facts: str = "") -> Decision:
    """The author of the subject does not write for some days."""
    require(may_decide(by, subject, Decision.PAUSE), _must_be_a_pause(days))
    return _sanction(Decision.PAUSE, subject, rule, reason, facts, by, at, until=at + timedelta(days=days))


@transaction.atomic
def ban(*, subject: Subject, rule: Rule, reason: str, by: Any, at: datetime, facts: str = "") -> Decision:
    """The author of the subject does not write any more."""
    require(may_decide(by, subject, Decision.BAN))
    return _sanction(Decision.BAN, subject, rule, reason, facts, by, at, until=None)


@transaction.atomic
def judge(
    *,
    case: Case,
    act: str,
    by: Any,
    at: datetime,
    rule: Rule | None = None,
    reason: str = "",
    facts: str = "",
    sanction: str = "",
    days: int = 0,
) -> list[Decision]:
    """Close a case: what becomes of the text, and perhaps of the author."""
    require(_must_be_open(case), None if rule or act == Decision.KEEP else Refusal("no_rule", _("Choose the rule.")))
    if act == Decision.KEEP:
        return [keep(subject=case.subject, by=by, at=at, reason=reason)]
    said: dict[str, Any] = {"subject": case.subject, "rule": rule, "reason": reason, "facts": facts, "by": by, "at": at}
    made = []
    # The sanction first: the text's decision closes the case.
    if sanction == Decision.PAUSE:
        made.append(pause(days=days, **said))
    elif sanction == Decision.BAN:
        made.append(ban(**said))
    made.append(hide(**said) if act == Decision.HIDE else warn(**said))
    return made


@transaction.atomic
def undo(*, decision: Decision, by: Any, at: datetime, reason: str = "", source: str = Decision.OWN) -> Decision:
    """What was decided no longer holds: the text is shown again, the person may write again."""
    act = Decision.RESTORE if decision.act == Decision.HIDE else Decision.LIFT
    require(
        None if source == Decision.APPEAL else may_decide(by, decision.subject, act),  # an appeal has its own rule
        None if decision.is_against else Refusal("not_against", _("There is nothing to undo.")),
    )
    if not Decision.objects.filter(pk=decision.pk, undone_at=None).update(undone_at=at):
        require(Refusal("undone", _("This decision no longer applies.")))
    if decision.act == Decision.HIDE:
        subject_kinds[decision.subject_kind].set_hidden(decision.subject_id, False)
    Sanction.objects.filter(decision=decision, lifted_at=None).update(lifted_at=at)
    made = _decide(
        act, subject=decision.subject, rule=decision.rule, reason=reason, by=by, at=at, source=source, undoes=decision, voice=decision.voice
    )
    record(DecisionUndone(decision_id=decision.pk, subject_kind=decision.subject_kind, subject_id=decision.subject_id))
    return made


def standing(subject: Subject, act: str) -> Decision | None:
    """The decision of this sort that holds for the subject."""
    rows = Decision.objects.filter(subject_kind=subject.kind, subject_id=subject.id, act=act, undone_at=None)
    return rows.select_related("rule", "voice").order_by("-made_at").first()


def _sanction(
    act: str, subject: Subject, rule: Rule, reason: str, facts: str, by: Any, at: datetime, *, until: datetime | None
) -> Decision:
    decision = _decide(act, subject=subject, rule=rule, reason=reason, facts=facts, by=by, at=at, until=until, closes=False)
    if decision.voice is None:
        raise Refused(Refusal("nobody", _("Nobody here wrote this: there is nobody to stop from writing.")))
    Sanction.objects.create(decision=decision, voice=decision.voice, starts_at=at, ends_at=until)
    return decision


def _decide(act: str, *, subject: Subject, by: Any, at: datetime, closes: bool = True, voice: Voice | None = None, **said: Any) -> Decision:
    case = Case.objects.select_for_update().filter(subject_kind=subject.kind, subject_id=subject.id, closed_at=None).first()
    card = subject.card() if voice is None and subject.kind in subject_kinds else None
    voice = voice or (case.voice if case else None) or (Voice.objects.filter(pk=card.voice_id).first() if card and card.voice_id else None)
    said.setdefault("source", Decision.FLAGS if case and case.flags_count else Decision.OWN)
    decision = Decision.objects.create(
        subject_kind=subject.kind,
        subject_id=subject.id,
        act=act,
        case=case,
        voice=voice,
        by=by,
        made_at=at,
        waited_seconds=max(int((at - case.opened_at).total_seconds()), 0) if case else None,
        **said,
    )
    if case and closes:
        Case.objects.filter(pk=case.pk).update(closed_at=at)
    ledger.append(
        kind="moderation.decision",
        subject=subject,
        data={
            "decision": decision.pk,
            "act": act,
            "rule": decision.rule.number if decision.rule else None,
            "rule_version": decision.rule.version if decision.rule else None,
            "reason": hashlib.sha256(f"{decision.reason}\n{decision.facts}".encode()).hexdigest(),
            "undoes": decision.undoes_id,
        },
        at=at,
    )
    record(
        DecisionMade(
            decision_id=decision.pk, act=act, subject_kind=subject.kind, subject_id=subject.id, voice_id=voice.pk if voice else None
        )
    )
    return decision


def _must_be_a_pause(days: int) -> Refusal | None:
    if 1 <= days <= LONGEST_PAUSE:
        return None
    return Refusal("days", _("A pause lasts from 1 to %(n)d days.") % {"n": LONGEST_PAUSE})


def _must_be_open(case: Case) -> Refusal | None:
    if Case.objects.filter(pk=case.pk, closed_at=None).exists():
        return None
    return Refusal("closed", _("Somebody has just decided this case."))
