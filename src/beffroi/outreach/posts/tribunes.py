"""Reactions to the opposition's space."""

from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.outreach.neutrality.facts import TribuneHeld, TribuneReleased, TribuneSubmitted, TribuneWithdrawn
from beffroi.outreach.neutrality.models import Tribune
from beffroi.outreach.posts import actions


def _carry(tribune_id: int) -> None:
    tribune = Tribune.objects.select_related("group", "rule__account").get(pk=tribune_id)
    actions.carry_tribune(tribune=tribune, at=clock.now())


def _stop(tribune_id: int) -> None:
    actions.stop_tribune(tribune=Tribune.objects.get(pk=tribune_id), at=clock.now())


@on(TribuneSubmitted)
def carry_what_was_handed_in(fact: TribuneSubmitted) -> None:
    _carry(fact.tribune_id)


@on(TribuneReleased)
def carry_what_was_released(fact: TribuneReleased) -> None:
    _carry(fact.tribune_id)


@on(TribuneHeld)
def stop_what_is_held(fact: TribuneHeld) -> None:
    _stop(fact.tribune_id)


@on(TribuneWithdrawn)
def stop_what_was_taken_back(fact: TribuneWithdrawn) -> None:
    _stop(fact.tribune_id)
