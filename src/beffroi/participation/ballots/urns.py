"""The sealed set in the row of the urn: who took part since the marks were last written. A set has no order."""

import secrets
from typing import Any

from beffroi.participation.ballots.models import Election, Mark, Urn, Voter


def locked(election: Election) -> Urn:
    """The urn of this vote, which nobody else can change until the transaction ends."""
    return Urn.objects.select_for_update().get(election=election)


def pending(urn: Urn) -> set[str]:
    return set(urn.pending.get("people", ()))


def put(urn: Urn, people: set[str]) -> None:
    """Seal the set anew, in the order of its words; the transaction writes the row."""
    urn.pending = {"people": sorted(people)} if people else {}


def word_of(person: Any, voter: Voter | None) -> str:
    """How a person is written in the sealed set: by her line of the roll, or by her account."""
    return f"v{voter.pk}" if voter else f"a{person.pk}"


def is_marked(election: Election, word: str) -> Mark | None:
    rows = Mark.objects.filter(election=election)
    number = int(word[1:])
    return rows.filter(voter=number).first() if word[0] == "v" else rows.filter(account=number).first()


def in_drawn_order(rows: list[Any]) -> list[Any]:
    """The same rows in an order that nothing decides but chance."""
    left = list(rows)
    secrets.SystemRandom().shuffle(left)
    return left
