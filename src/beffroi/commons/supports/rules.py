"""Who may support, follow, react: the subject's kind decides."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.commons.supports.models import Reaction
from beffroi.commons.supports.types import supporter_lists
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject, subject_kinds

GRADES = frozenset(grade for grade, _label in Reaction.GRADES)


def ask_kind(verb: str, subject: Subject, person: Any, at: datetime) -> Refusal | None:
    """What the subject's kind says, whoever asks."""
    if subject.kind not in subject_kinds:
        return Refusal("unknown", _("This page does not exist any more."))
    return subject_kinds[subject.kind].may(verb, person, subject.id, at)


def may_support(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or must_not_be_paused(person, at) or ask_kind("support", subject, person, at)


def may_withdraw(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    """A limit reached is no reason to keep a support; the closing of a phase is: the result stands.

    A kind that knows the verb "withdraw_support" decides by itself.
    """
    if subject.kind in subject_kinds and "withdraw_support" in subject_kinds[subject.kind].knows:
        return must_be_signed_in(person) or ask_kind("withdraw_support", subject, person, at)
    refusal = must_be_signed_in(person) or ask_kind("support", subject, person, at)
    return refusal if refusal and refusal.code in ("anonymous", "closed", "not_yet", "archived", "unknown") else None


def may_follow(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or ask_kind("follow", subject, person, at)


def may_react(person: Any, subject: Subject, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or must_not_be_paused(person, at) or ask_kind("react", subject, person, at)


def must_be_a_grade(grade: int) -> Refusal | None:
    return None if grade in GRADES else Refusal("unknown_grade", _("Choose one of the answers."))


def may_read_supporters(person: Any, subject: Subject) -> Refusal | None:
    if subject.kind in supporter_lists and supporter_lists[subject.kind].shows_names(person, subject.id):
        return None
    return Refusal("only_count", _("Only the number of supports is public here, not the names."))
