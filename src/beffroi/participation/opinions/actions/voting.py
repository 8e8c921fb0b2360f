"""What a number says. The number is found again by the account, or by a secret in the browser; both only as keyed hashes."""

import secrets
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.timezone import localdate

from beffroi.kernel.rules import Refused, require
from beffroi.participation.opinions.actions.counting import mark_dirty
from beffroi.participation.opinions.models import VOTES, OpinionMap, Participant, Statement, Vote
from beffroi.participation.opinions.rules import may_vote, must_be_shown, must_go_on, setting
from beffroi.participation.opinions.settings_form import PEOPLE

NUMBERS = 9_999_999
TOKEN_BYTES = 16


def new_token() -> str:
    """What the browser keeps."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def _key(map: OpinionMap, what: str) -> str:
    return salted_hmac(f"beffroi.opinions.{map.secret}", what, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def person_key(map: OpinionMap, person: Any) -> str | None:
    """The pseudonym of a person in one map: the same each time, another in each map, and no way back to her."""
    return _key(map, f"account:{person.pk}") if person.is_authenticated else None


def browser_key(map: OpinionMap, token: str) -> str | None:
    return _key(map, f"browser:{token}") if token and setting(map.component, "who") != PEOPLE else None


def find(map: OpinionMap, person: Any, token: str) -> Participant | None:
    """The number of whoever is here: of the account first, else of this browser."""
    mine, here = person_key(map, person), browser_key(map, token)
    keys = [key for key in (mine, here) if key]
    rows = list(Participant.objects.filter(map=map, key__in=keys)) if keys else []
    return min(rows, key=lambda row: row.key != mine, default=None)


@transaction.atomic
def vote(
    *, map: OpinionMap, person: Any, token: str, statement: Statement, value: int, at: datetime, is_important: bool = False
) -> Participant:
    """Agree, disagree or pass; again: the last word counts. `token`: what this browser keeps, for who has no account."""
    require(may_vote(person, map, at), must_be_shown(statement))
    if value not in dict(VOTES):
        raise ValueError(f"{value} is no vote")
    row = _mine(map, person, token)
    said = {"value": value, "is_important": is_important, "on": localdate(at)}
    Vote.objects.update_or_create(participant=row, statement=statement, defaults=said)
    mark_dirty(map_id=map.pk)
    return row


def _mine(map: OpinionMap, person: Any, token: str) -> Participant:
    """Her number; what she said in this browser before she signed in becomes hers."""
    mine, here = person_key(map, person), browser_key(map, token)
    known = {row.key: row for row in Participant.objects.select_for_update().filter(map=map, key__in=[key for key in (mine, here) if key])}
    if mine is None:
        if here is None:
            raise ValueError("neither an account nor a browser")
        return known.get(here) or _new(map, here)
    if here in known and mine in known:
        _join(known[here], known[mine])
    elif here in known:
        row = known[here]
        row.key = mine
        row.save(update_fields=["key"])
        return row
    return known.get(mine) or _new(map, mine)


def _new(map: OpinionMap, key: str) -> Participant:
    number = secrets.randbelow(NUMBERS) + 1
    while Participant.objects.filter(map=map, number=number).exists():
        number = secrets.randbelow(NUMBERS) + 1
    return Participant.objects.get_or_create(map=map, key=key, defaults={"number": number})[0]


def _join(source: Participant, target: Participant) -> None:
    """Two numbers of one person become one; what the account said stands."""
    said = set(target.votes.values_list("statement_id", flat=True))
    source.votes.exclude(statement_id__in=said).update(participant=target)
    source.delete()


@transaction.atomic
def take_back(*, map: OpinionMap, participant: Participant) -> None:
    """She wants nothing of it kept: her number and all it said are gone. At the end the table is fixed."""
    if refusal := must_go_on(map):
        raise Refused(refusal)
    participant.delete()
    mark_dirty(map_id=map.pk)


def of_account(account: Any) -> list[Participant]:
    """Her numbers, as long as something leads to them."""
    keys = [person_key(map, account) for map in OpinionMap.objects.filter(forgotten_at=None).only("secret")]
    return list(Participant.objects.filter(key__in=[key for key in keys if key]).select_related("map").order_by("pk"))


@transaction.atomic
def leave(*, account: Any) -> None:
    """The person leaves: what her numbers said stays, and nothing leads to them."""
    Participant.objects.filter(pk__in=[row.pk for row in of_account(account)]).update(key=None)
