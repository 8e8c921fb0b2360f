"""Casting. The ballot and the sealed set of who took part are written in one transaction, and nothing else is.

A receipt is given only once that transaction is on the disk. Between person and ballot nothing is kept: no column, no hour, no order;
the marks of the roll are written later, all anew, in an order drawn by lot (settling.py).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beffroi.engines.ballots import archive
from beffroi.engines.ballots.casting import tracker as tracker_of
from beffroi.engines.ballots.groups import dumps, hex_hash
from beffroi.kernel.prepared import Prepared
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots import checking, codes, urns
from beffroi.participation.ballots.models import Ballot, Credential, Day, Election, Mark, Slip, Urn
from beffroi.participation.ballots.rules import must_be_open, must_have_shown_who, refresh, standing

_NUMBER = models.BigIntegerField()
_REVOKED: Prepared[bool] = Prepared(
    lambda election, public: Credential.objects.filter(election=election, public=public).values_list("is_revoked", flat=True)[:1],
    election=_NUMBER,
    public=models.CharField(),
)
_EARLIER: Prepared[str] = Prepared(
    lambda election, public: Ballot.objects.filter(election=election, credential=public).values_list("tracker", flat=True),
    election=_NUMBER,
    public=models.CharField(),
)
MOST_CHOICES = 60_000  # characters of the JSON of one ballot


@dataclass(frozen=True)
class Receipt:
    """What the voter keeps: the tracker of her ballot; the code, where it lets her change it."""

    tracker: str
    code: str = ""
    again: bool = False  # an earlier ballot was replaced


@contextmanager
def on_disk() -> Iterator[None]:
    """A transaction after which the ballot survives even the loss of power."""
    is_outer = connection.vendor == "sqlite" and not connection.in_atomic_block
    if is_outer:
        connection.cursor().execute("PRAGMA synchronous=FULL")
    try:
        with transaction.atomic():
            yield
    finally:
        if is_outer:
            connection.cursor().execute("PRAGMA synchronous=NORMAL")


def cast_plain(*, election: Election, person: Any, choices: Any, code: str, at: datetime) -> Receipt:
    """Vote in an anonymous vote. The same code again changes the ballot: the last one counts.

    `choices` is the component's own, checked by it; `code` comes from `codes.new_code()` with the form.
    """
    _must_be_plain(election, choices, code)
    with on_disk():
        urn = urns.locked(election)
        refresh(election)
        refusal, word = standing(person, election, at)
        require(refusal, must_have_shown_who(person, election, at))
        key = codes.hashed("key", election.public_id, code)
        way = urns.way_of(election, word)
        require(Refusal("paper", _("You have voted on paper.")) if way == Mark.PAPER else None)
        if _change(election, key, choices):
            return Receipt(_tracker(election, code), code, again=True)
        people = urns.pending(urn)
        if way or word in people:
            raise Refused(Refusal("voted", _("You have voted already. With the code of your receipt you can change your vote.")))
        urns.put(urn, people | {word})
        Slip.objects.create(election=election, key=key, tracker=_tracker(election, code), choices={"choices": choices})
        _one_more(urn, at)
    return Receipt(_tracker(election, code), code)


def change_plain(*, election: Election, code: str, choices: Any, at: datetime) -> Receipt:
    """Change a ballot by its code alone, until the end."""
    _must_be_plain(election, choices, code)
    with on_disk():
        urns.locked(election)
        require(must_be_open(election, at))
        if not _change(election, codes.hashed("key", election.public_id, code), choices):
            raise Refused(Refusal("code", _("No ballot has this code. Look at your receipt again.")))
    return Receipt(_tracker(election, code), code, again=True)


def _must_be_plain(election: Election, choices: Any, code: str) -> None:
    if election.mode != Election.ANONYMOUS:
        raise ValueError("this vote takes encrypted ballots")
    if not codes.is_code(code):
        raise Refused(Refusal("code", _("This is not the code of a ballot: it has 22 letters and digits.")))
    if len(dumps(choices)) > MOST_CHOICES:
        raise Refused(Refusal("choices", _("This ballot is too long.")))


def _tracker(election: Election, code: str) -> str:
    return codes.hashed("tracker", election.public_id, code)[:20]


def _change(election: Election, key: str, choices: Any) -> bool:
    row = Slip.objects.filter(election=election, key=key).first()
    if row is None:
        return False
    row.choices = {"choices": choices}
    row.save(update_fields=["choices"])
    return True


def cast_secret(*, election: Election, person: Any, raw: str, at: datetime) -> Receipt:
    """Put an encrypted ballot in the urn, every proof checked before. The last of a credential counts; the same twice is one."""
    if not election.is_secret:
        raise ValueError("this vote takes no encrypted ballots")
    refusal, word = standing(person, election, at)
    require(refusal, must_have_shown_who(person, election, at))
    ballot, tracker = checking.must_hold(election, raw), tracker_of(raw)
    with on_disk():
        urn = urns.locked(election)
        refresh(election)
        way = urns.way_of(election, word)
        require(must_be_open(election, at), Refusal("paper", _("You have voted on paper.")) if way == Mark.PAPER else None)
        is_revoked = _REVOKED.first(election=election.pk, public=ballot["credential"])
        if is_revoked is None:
            raise Refused(Refusal("credential", _("This credential has no right to vote here. Was it made for this vote?")))
        if is_revoked:
            raise Refused(Refusal("revoked", _("This credential was revoked. Ask the registrar.")))
        earlier = _EARLIER.all(election=election.pk, public=ballot["credential"])
        if tracker in earlier:
            return Receipt(tracker, again=True)
        event = hex_hash(event_text(urn.head, urn.height, archive.BALLOT, hex_hash(raw)))
        Ballot.objects.create(election=election, height=urn.height, tracker=tracker, credential=ballot["credential"], raw=raw, event=event)
        urn.head, urn.height = event, urn.height + 1
        people = urns.pending(urn)
        is_new = not way and word not in people
        if is_new:
            urns.put(urn, people | {word})
        _one_more(urn, at, people=int(is_new))
    return Receipt(tracker, again=bool(earlier))


def event_text(parent: str, height: int, type: str, payload: str = "") -> str:
    """An event of the archive, as its writer writes it."""
    said: dict[str, Any] = {"parent": parent} if parent else {}
    said |= {"height": height, "type": type}
    return dumps(said | ({"payload": payload} if payload else {}))


def _one_more(urn: Urn, at: datetime, *, people: int = 1) -> None:
    """One more ballot, and perhaps one more person."""
    urn.ballots_count += 1
    urn.voted_count += people
    urn.save(update_fields=["pending", "head", "height", "ballots_count", "voted_count"])
    if people:
        day = Day._meta.get_field("day").get_db_prep_value(localdate(at), connection)
        with connection.cursor() as cursor:  # as every ballot does it: Django would write this SQL anew each time
            cursor.execute("UPDATE ballots_day SET online = online + 1 WHERE election_id = %s AND day = %s", [urn.election_id, day])
            if cursor.rowcount == 0:
                Day.objects.create(election_id=urn.election_id, day=localdate(at), online=1)
