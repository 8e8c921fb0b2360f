"""{% load supports %}: {% support_button subject count person %}, {% follow_button subject person %}, {% reactions subject person %}."""

from typing import Any

from django import template

from beffroi.commons.supports import buttons, mine, queries
from beffroi.commons.supports.models import Reaction, Tally
from beffroi.commons.supports.rules import ask_kind
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject

register = template.Library()


@register.inclusion_tag("supports/_support.html", takes_context=True)
def support_button(
    context: Any, subject: Subject, count: int, person: Any, *, refusal: Refusal | None = None, ask: bool = True
) -> dict[str, Any]:
    """The button and the number. On lists give `ask=False`; a refusal that the page knows spares the question."""
    return _with_token(context, buttons.support(subject, count, person, refusal=refusal, ask=ask))


@register.inclusion_tag("supports/_follow.html", takes_context=True)
def follow_button(context: Any, subject: Subject, person: Any) -> dict[str, Any]:
    """Follow, or follow no more."""
    return _with_token(context, buttons.follow(subject, person))


@register.inclusion_tag("supports/_reactions.html", takes_context=True)
def reactions(context: Any, subject: Subject, person: Any) -> dict[str, Any]:
    """How far people agree, as bars with their numbers, and the way to say it."""
    tally = queries.tallies([subject]).get(subject) or Tally()
    total = tally.total
    grades = [
        {"label": label, "count": (n := getattr(tally, Tally.COLUMNS[grade])), "percent": round(100 * n / total) if total else 0}
        for grade, label in Reaction.GRADES
    ]
    refusal = ask_kind("react", subject, person, clock.now())
    return {
        "subject": subject,
        "grades": grades,
        "total": total,
        "has_reacted": mine.grade_of(person, subject) is not None,
        "react_refusal": None if refusal and refusal.code == "anonymous" else refusal,
    }


def _with_token(context: Any, said: dict[str, Any]) -> dict[str, Any]:
    """The token only where there is a form: a page for anonymous visitors holds none."""
    return said | ({"csrf_token": context["csrf_token"]} if said["is_signed_in"] and "csrf_token" in context else {})
