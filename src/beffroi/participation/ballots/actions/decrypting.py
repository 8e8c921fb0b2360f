"""After the end of a secret vote: added up under encryption, shuffled where ballots are listed, decrypted together.

Each step is an event of the archive. What needs nobody (the sum, this site's own part, the result) is done by a job, `advance`.
"""

import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.ballots import archive, counting, shuffles, trustees
from beffroi.engines.ballots.election import Broken, exact
from beffroi.engines.ballots.election import Election as Protocol
from beffroi.engines.ballots.groups import GROUPS
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused
from beffroi.participation.ballots import archives, checking, urns
from beffroi.participation.ballots.actions.keys import server_secret
from beffroi.participation.ballots.actions.preparing import ids
from beffroi.participation.ballots.facts import ElectionCounted
from beffroi.participation.ballots.models import Ballot, Credential, Election, Event, Trustee, Urn

Tally = list[counting.Row]


def begin_count(*, election: Election, at: datetime) -> None:
    """The urn is sealed: the event after which no ballot comes."""
    _append(election, urns.locked(election), archive.END_BALLOTS)


def _append(election: Election, urn: Urn, type: str, raw: str = "", *, owner: int = 0, numbers: dict[str, int] | None = None) -> None:
    """One more event at the end of the chain."""
    row = Event.objects.create(election=election, height=urn.height, type=type, owner=owner, raw=raw, numbers=numbers or {})
    to = archive.Writer(0)
    to.parent, to.height = urn.head, urn.height
    archives.write(to, row)
    urn.head, urn.height = to.parent, to.height
    urn.save(update_fields=["head", "height"])


def needed_shuffles(election: Election) -> int:
    """How many shuffle before ballots are opened one by one: two, so that no one alone knows the order."""
    return min(2, Trustee.objects.filter(election=election).count()) if election.is_listed else 0


def tally_of(election: Election, events: list[Event] | None = None) -> Tally | None:
    """What is to be shuffled or decrypted now; None before the sum is made."""
    events = list(Event.objects.filter(election=election)) if events is None else events
    known = checking.protocol(election)
    found: Tally | None = None
    for event in events:
        if event.type == archive.TALLY:
            found = [[counting.pair(known, one) for one in row] for row in json.loads(event.raw)]
        elif event.type == archive.SHUFFLE and found is not None:
            for place, row in zip(_listed(known), json.loads(event.raw)["ciphertexts"], strict=True):
                found[place] = [counting.pair(known, one) for one in row]
    return found


def _listed(known: Protocol) -> list[int]:
    return [place for place, question in enumerate(known.questions) if question.is_listed]


def stage(election: Election, events: list[Event] | None = None) -> str:
    """Where the counting is: "sum", "shuffle", "open" or "done"."""
    types = {event.type for event in events} if events is not None else set(_types(election))
    if archive.RESULT in types:
        return "done"
    if archive.TALLY not in types:
        return "sum"
    return "shuffle" if election.is_listed and archive.END_SHUFFLES not in types else "open"


def _types(election: Election) -> list[str]:
    return list(Event.objects.filter(election=election).values_list("type", flat=True))


def advance(*, election: Election, at: datetime) -> str:
    """Do all that needs nobody; gives where the counting stands then."""
    while (now := _step(election, at)) == "again":
        continue
    return now


@transaction.atomic
def _step(election: Election, at: datetime) -> str:
    urn = urns.locked(election)
    election.refresh_from_db(fields=["state"])
    if not election.is_secret or election.state != Election.CLOSED:
        return "done"
    events = list(Event.objects.filter(election=election))
    now = stage(election, events)
    server = Trustee.objects.filter(election=election, kind=Trustee.SERVER).first()
    if not urn.ballots_count:
        return _nothing(election, urn, at)
    if now == "sum":
        _sum(election, urn)
        return "again"
    done_by = {event.owner for event in events if event.type == (archive.SHUFFLE if now == "shuffle" else archive.PART)}
    if server and server.position not in done_by:
        tally, known = tally_of(election, events) or [], checking.protocol(election)
        if now == "shuffle":
            _append(election, urn, archive.SHUFFLE, shuffled(known, tally), owner=server.position)
        else:
            _append(election, urn, archive.PART, counting.decrypt(known, server_secret(server), tally), owner=server.position)
        return "again"
    if now == "shuffle":
        if len(done_by) < needed_shuffles(election):
            return now
        _append(election, urn, archive.END_SHUFFLES)
        return "again"
    return _result(election, urn, events, at) or now


def shuffled(known: Protocol, tally: Tally) -> str:
    """A shuffle of every listed question, with its proofs."""
    return shuffles.shuffle_json([shuffles.shuffle(known, tally[place]) for place in _listed(known)])


def _sum(election: Election, urn: Urn) -> None:
    known = checking.protocol(election)
    last: dict[str, str] = {}
    rows = Ballot.objects.filter(election=election).order_by("height").values_list("credential", "raw")
    for credential, raw in rows.iterator(chunk_size=200):
        last.pop(credential, None)
        last[credential] = raw
    weights = dict(Credential.objects.filter(election=election, weight__gt=1).values_list("public", "weight"))
    ballots = [json.loads(raw) for raw in last.values()]
    total = sum(weights.get(credential, 1) for credential in last)
    tally = counting.encrypted_tally(known, ballots, weights)
    _append(election, urn, archive.TALLY, counting.tally_json(tally), numbers={"counted": len(ballots), "weight": total})


def _result(election: Election, urn: Urn, events: list[Event], at: datetime) -> str:
    """Decrypt, if enough have given their part; "" if not."""
    known = checking.protocol(election)
    holders = trustees.read(GROUPS[election.group], election.setup.trustees_raw)
    given = [event for event in events if event.type == archive.PART]
    try:
        list(trustees.weights(holders, sorted(event.owner for event in given), known.group))
    except Broken:
        return ""
    tally = tally_of(election, events) or []
    numbers = next(event.numbers for event in events if event.type == archive.TALLY)
    parts = {event.owner: counting.read_part(known, holders.holders[event.owner - 1].public_key, tally, event.raw) for event in given}
    counts = counting.result(known, holders, tally, parts, numbers["weight"])
    _append(election, urn, archive.RESULT, counting.result_json(counts))
    said = [{"ballots": row} if question.is_listed else {"counts": row} for question, row in zip(known.questions, counts, strict=True)]
    return _counted(election, urn, {"questions": said, **numbers}, at)


def _nothing(election: Election, urn: Urn, at: datetime) -> str:
    """An empty urn: there is nothing to open, and its archive ends with the end of the vote."""
    questions = checking.protocol(election).questions
    said = [{"ballots": []} if question.is_listed else {"counts": [0] * question.width} for question in questions]
    return _counted(election, urn, {"questions": said, "counted": 0, "weight": 0}, at)


def _counted(election: Election, urn: Urn, result: dict[str, Any], at: datetime) -> str:
    election.result, election.state, election.counted_at = result, Election.COUNTED, at
    election.save(update_fields=["result", "state", "counted_at"])
    # The site's own key has done its work.
    Trustee.objects.filter(election=election, kind=Trustee.SERVER).update(secret={})
    ledger.append(kind="ballots.counted", data={"election": election.pk, "head": urn.head}, at=at)
    record(ElectionCounted(**ids(election)))
    return "done"


@transaction.atomic
def take_shuffle(*, trustee: Trustee, payload: str, at: datetime) -> Trustee:
    """A trustee's shuffle, its proof checked."""
    return _take(trustee, payload, archive.SHUFFLE, "shuffle", _check_shuffle)


@transaction.atomic
def take_part(*, trustee: Trustee, payload: str, at: datetime) -> Trustee:
    """A trustee's decryption, its proofs checked. When enough are there, a job opens the result."""
    return _take(trustee, payload, archive.PART, "open", _check_part)


def _take(trustee: Trustee, payload: str, type: str, expected: str, check: Any) -> Trustee:
    election = trustee.election
    urn = urns.locked(election)
    election.refresh_from_db(fields=["state"])
    events = list(Event.objects.filter(election=election))
    if election.state != Election.CLOSED or stage(election, events) != expected:
        raise Refused(Refusal("step", _("This is not the moment for it. The page shows where the counting is.")))
    if any(event.type == type and event.owner == trustee.position for event in events):
        return trustee
    try:
        payload = check(election, trustee, tally_of(election, events), payload)
    except Broken as broken:
        raise Refused(Refusal("broken", _("This is not accepted: %(why)s.") % {"why": broken})) from None
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError):
        raise Refused(Refusal("broken", _("This is not what this step asks for. Choose the right file."))) from None
    _append(election, urn, type, payload, owner=trustee.position)
    return trustee


def _canonical(payload: str) -> str:
    """The same JSON as the archive writes it."""
    return counting.dumps(json.loads(payload))


def _check_shuffle(election: Election, trustee: Trustee, tally: Tally, payload: str) -> str:
    known, payload = checking.protocol(election), _canonical(payload)
    said = exact(json.loads(payload), "ciphertexts", "proofs")
    places = _listed(known)
    if len(said["ciphertexts"]) != len(places) or len(said["proofs"]) != len(places):
        raise Broken("a shuffle does not hold every question that it should")
    for place, row, proof in zip(places, said["ciphertexts"], said["proofs"], strict=True):
        shuffles.check(known, tally[place], counting.read_row(known, row), proof)
    return payload


def _check_part(election: Election, trustee: Trustee, tally: Tally, payload: str) -> str:
    payload = _canonical(payload)
    holders = trustees.read(GROUPS[election.group], election.setup.trustees_raw)
    counting.read_part(checking.protocol(election), holders.holders[trustee.position - 1].public_key, tally, payload)
    return payload
