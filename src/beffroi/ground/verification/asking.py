"""Where a step is asked, and where it is done: the address carries the requirement and the act that waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.types import preview_of
from beffroi.ground.verification import requirements
from beffroi.kernel.rules import STEP, Refusal, Refused

HELD = "verification:form"  # the kind of a form that waits: WaitingAct.data has its path and its fields

_heard: ContextVar[list[str] | None] = ContextVar("verification_heard", default=None)


@contextmanager
def listening() -> Iterator[list[str]]:
    """Hear which steps are asked while a form is answered."""
    heard: list[str] = []
    before = _heard.set(heard)
    try:
        yield heard
    finally:
        _heard.reset(before)


def asked_of(heard: list[str]) -> str:
    """The last one counts: the rules of an action run after those of its page."""
    return heard[-1] if heard else ""


def step(requirement: dict[str, Any]) -> Refusal:
    """The refusal that a step of one's own lifts."""
    query = urlencode({"besoin": requirements.word(requirement)})
    refusal = Refusal(
        STEP,
        _("Here we must know a little more about you. What you wrote is kept."),
        way_out=f"{reverse('verification:mine')}?{query}",
        way_out_label=_("Show who I am"),
    )
    heard = _heard.get()
    if heard is not None:
        heard.append(refusal.way_out)
    return refusal


def offer_again(person: Any, data: dict[str, Any], at: datetime) -> str:
    """A form that waits is not done by the server: its author sends it again, from the page of verification."""
    raise Refused(Refusal(STEP, _("Send it again from this page."), way_out=reverse("verification:mine")))


def words_of(data: dict[str, Any]) -> list[str]:
    """The texts of a form that waits."""
    return preview_of({name: value for name, value in data.get("fields", []) if isinstance(value, str)})


def with_act(way_out: str, key: str) -> str:
    """The same address, with the act that waits."""
    return f"{way_out}{'&' if '?' in way_out else '?'}{urlencode({'acte': key})}"
