"""What the templates of the buttons need."""

from typing import Any

from beffroi.commons.supports import mine
from beffroi.commons.supports.rules import ask_kind
from beffroi.kernel import clock
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject


def support(subject: Subject, count: int, person: Any, *, refusal: Refusal | None = None, ask: bool = True) -> dict[str, Any]:
    """`refusal`: what the page already knows; with `ask=False` the kind is not asked (lists)."""
    is_done = mine.has(person, "supports", subject)
    if refusal is None and ask:
        refusal = ask_kind("support", subject, person, clock.now())
    if refusal and (refusal.code == "anonymous" or (is_done and refusal.code in ("limit", "own"))):
        refusal = None
    return {
        "subject": subject,
        "count": count,
        "is_done": is_done,
        "is_signed_in": person.is_authenticated,
        "support_refusal": refusal,
    }


def follow(subject: Subject, person: Any) -> dict[str, Any]:
    return {"subject": subject, "is_done": mine.has(person, "follows", subject), "is_signed_in": person.is_authenticated}
