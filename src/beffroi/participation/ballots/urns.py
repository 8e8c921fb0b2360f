"""The sealed set in the row of the urn: who took part since the marks were last written. A set has no order."""

import secrets
from typing import Any

from django.db import models

from beffroi.kernel.prepared import Prepared
from beffroi.participation.ballots.models import Election, Mark, Urn

_NUMBER = models.BigIntegerField()
_LOCKED: Prepared[Urn] = Prepared(lambda election: Urn.objects.select_for_update().filter(election=election), election=_NUMBER)
_BY_VOTER: Prepared[str] = Prepared(
    lambda election, number: Mark.objects.filter(election=election, voter=number).values_list("way", flat=True)[:1],
    election=_NUMBER,
    number=_NUMBER,
)
_BY_ACCOUNT: Prepared[str] = Prepared(
    lambda election, number: Mark.objects.filter(election=election, account=number).values_list("way", flat=True)[:1],
    election=_NUMBER,
    number=_NUMBER,
)


def locked(election: Election) -> Urn:
    """The urn of this vote, which nobody else can change until the transaction ends."""
    found = _LOCKED.first(election=election.pk)
    if found is None:
        raise Urn.DoesNotExist
    return found


def pending(urn: Urn) -> set[str]:
    return set(urn.pending.get("people", ()))


def put(urn: Urn, people: set[str]) -> None:
    """Seal the set anew, in the order of its words; the transaction writes the row."""
    urn.pending = {"people": sorted(people)} if people else {}


def way_of(election: Election, word: str) -> str:
    """How somebody took part, if her mark is written: online, on paper, or "" if it is not there."""
    asked = _BY_VOTER if word[:1] == "v" else _BY_ACCOUNT
    return asked.first(election=election.pk, number=int(word[1:])) or ""


def in_drawn_order(rows: list[Any]) -> list[Any]:
    """The same rows in an order that nothing decides but chance."""
    left = list(rows)
    secrets.SystemRandom().shuffle(left)
    return left
