"""Who may flag, decide, appeal and write, as refusals."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from beffroi.commons.moderation.models import Appeal, Decision, Sanction
from beffroi.ground.people.rules import must_be_signed_in, must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject, subject_kinds

DECIDE = "moderation:case:decide"
SANCTION = "moderation:voice:sanction"
APPEALS = "moderation:appeal:decide"
RULES = "moderation:rule:edit"
LONGEST_PAUSE = 90  # days


def must_not_be_paused(person: Any, at: datetime) -> Refusal | None:
    """Every rule of writing calls this. One query, kept on the account for the time of the request."""
    if not person.is_authenticated:
        return None
    sanction = _standing(person, at)
    if sanction is None:
        return None
    place = reverse("moderation:decision", args=[sanction.decision.key])
    if sanction.ends_at is None:
        return Refusal("banned", _("The moderators have stopped this account from writing."), place, _("Read why, and how to appeal"))
    when = date_format(localtime(sanction.ends_at), "DATE_FORMAT")
    return Refusal("paused", _("You cannot write until %(when)s.") % {"when": when}, place, _("Read why, and how to appeal"))


def must_not_be_hidden(row: Any) -> Refusal | None:
    """For any row with `hidden_at`."""
    if row.hidden_at:
        return Refusal("hidden", _("The moderators have hidden this."))
    return None


def may_flag(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    if subject.kind not in subject_kinds:
        return Refusal("unknown", _("This page does not exist any more."))
    refusal = subject_kinds[subject.kind].may("flag", person, subject.id, at)
    # Anybody may say that something breaks the law: no account is asked for (DSA art. 16).
    return None if refusal and refusal.code == "anonymous" else refusal


def may_decide(by: Any, subject: Subject, act: str) -> Refusal | None:
    right = SANCTION if act in (Decision.PAUSE, Decision.BAN, Decision.LIFT) else DECIDE
    return must_have_right(by, right) or must_not_be_judge_of_oneself(by, subject)


def must_not_be_judge_of_oneself(by: Any, subject: Subject) -> Refusal | None:
    card = subject.card() if subject.kind in subject_kinds else None
    if card and card.voice_id and card.voice_id == by.voice.pk:
        return Refusal("own", _("You wrote this yourself. Another moderator decides."))
    return None


def may_appeal(person: Any, decision: Decision, at: datetime) -> Refusal | None:
    return (
        must_be_signed_in(person)
        or must_be_about(person, decision)
        or must_be_in_force(decision)
        or must_not_have_appealed(decision)
        or must_be_in_time(decision, at)
    )


def must_be_about(person: Any, decision: Decision) -> Refusal | None:
    if decision.is_against and decision.voice_id and decision.voice_id == person.voice.pk:
        return None
    return Refusal("stranger", _("Only the author can appeal."))


def must_be_in_force(decision: Decision) -> Refusal | None:
    if decision.undone_at:
        return Refusal("undone", _("This decision no longer applies."))
    return None


def must_not_have_appealed(decision: Decision) -> Refusal | None:
    if Appeal.objects.filter(decision=decision).exists():
        return Refusal("appealed", _("You have already appealed. Somebody else is looking at it."))
    return None


def must_be_in_time(decision: Decision, at: datetime) -> Refusal | None:
    if at > decision.appeal_until:
        return Refusal("too_late", _("An appeal was possible for six months."))
    return None


def may_decide_appeal(by: Any, appeal: Appeal) -> Refusal | None:
    return must_have_right(by, APPEALS) or must_be_somebody_else(by, appeal) or must_be_waiting(appeal)


def must_be_somebody_else(by: Any, appeal: Appeal) -> Refusal | None:
    if appeal.decision.by_id == by.pk:
        return Refusal("same_person", _("You made this decision. Somebody else looks at the appeal."))
    if appeal.decision.voice_id == by.voice.pk:
        return Refusal("own", _("This is your own appeal."))
    return None


def must_be_waiting(appeal: Appeal) -> Refusal | None:
    if appeal.decided_at:
        return Refusal("decided", _("This appeal has already been answered."))
    return None


def _standing(person: Any, at: datetime) -> Sanction | None:
    if not hasattr(person, "_sanctions"):
        person._sanctions = list(Sanction.objects.filter(voice__account=person.pk, lifted_at=None).select_related("decision"))
    standing = [one for one in person._sanctions if one.starts_at <= at and (one.ends_at is None or one.ends_at > at)]
    return max(standing, key=lambda one: (one.ends_at is None, one.ends_at or at), default=None)
