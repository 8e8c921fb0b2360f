"""Whole elections, small ones, as the protocol goes."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from beffroi.engines.ballots import archive, casting, ceremony, counting, credentials, shuffles, trustees
from beffroi.engines.ballots.election import Election, Question, election_json
from beffroi.engines.ballots.groups import Group, dumps
from beffroi.engines.ballots.verifying import credentials_json


@dataclass
class Held:
    """An election that was held: its archive, and what only its voters and trustees know."""

    data: bytes
    uuid: str
    raw: str
    words: list[str]
    result: list[list[Any]]


def hold(
    group: Group,
    questions: Sequence[Question],
    votes: Sequence[tuple[int, Sequence[Sequence[int]]]],
    *,
    voters: int = 3,
    alone: int = 1,
    some_of: tuple[int, int] | None = None,
    shufflers: int = 0,
    weights: dict[int, int] | None = None,
) -> Held:
    """`votes`: (voter, choices) in the order of casting. `some_of`: (trustees, needed). The first and the last of them decrypt."""
    uuid = credentials.new_uuid()
    items: list[tuple[str, dict[str, Any]]] = []
    keys = []
    for _trustee in range(alone):
        secret, part = trustees.new_key(group)
        items.append(("Single", part))
        keys.append(secret)
    present = list(range(1, alone + 1))
    if some_of:
        size, needed = some_of
        part, more = ceremony.rehearsed([ceremony.Ceremony(group, size, needed, n + 1, f"{uuid} {n}") for n in range(size)])
        items.append(("Pedersen", part))
        keys += more
        present += [alone + 1, alone + size]
    held_by = trustees.trustees_json(items)
    known = trustees.read(group, held_by)
    raw = election_json(name="Essai", description="Une élection", group=group, public_key=known.key, questions=questions, uuid=uuid)
    election = Election.read(raw)
    words = [credentials.new_credential() for _voter in range(voters)]
    publics = {str(credentials.public_of(group, uuid, word)): (weights or {}).get(n, 1) for n, word in enumerate(words)}
    to = archive.Writer(1_760_000_000)
    to.set_up(raw, held_by, credentials_json(publics))
    accepted = []
    for voter, choices in votes:
        ballot = casting.make(election, words[voter], choices)
        accepted.append(casting.check(election, ballot))
        to.ballot(ballot)
    to.event(archive.END_BALLOTS)
    last = counting.last_of_each(accepted)
    tally = counting.encrypted_tally(election, last, publics)
    total = sum(publics[ballot["credential"]] for ballot in last)
    to.tally(counting.tally_json(tally), counted=len(last), weight=total)
    if election.is_listed:
        listed = [place for place, question in enumerate(questions) if question.is_listed]
        for owner in range(1, shufflers + 1):
            rows = [shuffles.shuffle(election, tally[place]) for place in listed]
            for place, (row, _proof) in zip(listed, rows, strict=True):
                tally[place] = row
            to.owned(archive.SHUFFLE, owner, shuffles.shuffle_json(rows))
        to.event(archive.END_SHUFFLES)
    parts = {}
    for owner in present:
        part_of_one = counting.decrypt(election, keys[owner - 1], tally)
        to.owned(archive.PART, owner, part_of_one)
        parts[owner] = counting.read_part(election, known.holders[owner - 1].public_key, tally, part_of_one)
    counts = counting.result(election, known, tally, parts, total)
    to.result(counting.result_json(counts))
    return Held(bytes(to.data), uuid, raw, words, counts)


def again(data: bytes, change: Callable[[str, Any], Any]) -> bytes:
    """The archive written anew with right hashes, after `change(type, payload, inner)` gave what each event says now.

    `inner` is what the payload names (by hash), unfolded. None leaves the event out; a list puts several in its place.
    """
    events, kept = archive.read(data)
    to = archive.Writer(1_760_000_000)
    for event in events:
        inner = _unfolded(event, kept)
        changed = change(event.type, inner)
        for type, said in changed if isinstance(changed, list) else [] if changed is None else [(event.type, changed)]:
            _write(to, type, said)
    return bytes(to.data)


def _unfolded(event: archive.Event, kept: dict[str, str]) -> Any:
    if not event.payload:
        return {}
    said = json.loads(event.payload)
    if event.type in (archive.BALLOT, archive.RESULT):
        return said
    return {name: json.loads(kept[value]) if isinstance(value, str) and value in kept else value for name, value in said.items()}


def _write(to: archive.Writer, type: str, said: Any) -> None:
    if type == archive.SETUP:
        to.set_up(dumps(said["election"]), dumps(said["trustees"]), dumps(said["credentials"]))
    elif type in (archive.BALLOT, archive.RESULT):
        to.event(type, to.keep(dumps(said)))
    elif type == archive.TALLY:
        to.tally(dumps(said["encrypted_tally"]), counted=said["num_tallied"], weight=said["total_weight"])
    elif type in (archive.SHUFFLE, archive.PART):
        to.owned(type, said["owner"], dumps(said["payload"]))
    else:
        to.event(type)
