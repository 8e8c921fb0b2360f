"""The verifier: takes an archive and believes nothing of it."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from beffroi.engines.ballots import archive, casting, counting, shuffles, trustees
from beffroi.engines.ballots.archive import Event, got
from beffroi.engines.ballots.counting import Row
from beffroi.engines.ballots.election import Broken, Election, exact, whole
from beffroi.engines.ballots.groups import Number, dumps


@dataclass
class Verified:
    """What was found. `problem` is empty if all holds; `result` is there once the election is over."""

    problem: str = ""
    fingerprint: str = ""
    uuid: str = ""
    voters: int = 0
    ballots: int = 0  # accepted, votes that were replaced included
    counted: int = 0
    result: list[Any] | None = None
    trackers: list[str] = field(default_factory=list)
    election: Election | None = None
    tally: list[Row] = field(default_factory=list)  # encrypted; after the last shuffle

    @property
    def holds(self) -> bool:
        return not self.problem

    @property
    def is_counted(self) -> bool:
        """The vote is over and its tally is in the archive, still encrypted."""
        return bool(self.tally)


def verify(data: bytes, *, progress: Callable[[int], None] | None = None) -> Verified:
    """Everything in the archive, from the first byte to the result: form, chain, keys, each ballot, tally, shuffles, decryption."""
    found = Verified()
    try:
        events, kept = archive.read(data)
        _Reader(events, kept, found, progress).read()
    except Broken as broken:
        found.problem = str(broken)
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        found.problem = f"something in the archive is not understood ({type(error).__name__})"
    return found


class _Reader:
    def __init__(self, events: list[Event], kept: dict[str, str], found: Verified, progress: Callable[[int], None] | None) -> None:
        self.events, self.kept, self.found, self.progress = events, kept, found, progress
        self.place = 0
        self.owners: set[int] = set()

    @property
    def next(self) -> str:
        return self.events[self.place].type if self.place < len(self.events) else ""

    def take(self, type: str) -> str:
        """The payload of the next event, which must be of this type."""
        if self.next != type:
            raise Broken(f"{type} was expected, {self.next or 'the end'} is there")
        self.place += 1
        return self.events[self.place - 1].payload

    def read(self) -> None:
        self._set_up()
        self._ballots()
        if not self.next:
            return
        if self.take(archive.END_BALLOTS):
            raise Broken("the end of the vote says more than that")
        if not self.next:
            return
        self._tally()
        if self.election.is_listed and self.next:
            self._shuffles()
        if self.next:
            self._parts()
        if self.next:
            raise Broken(f"{self.next} comes after the result")

    def _set_up(self) -> None:
        said = exact(json.loads(self.take(archive.SETUP)), "election", "trustees", "credentials")
        self.election = Election.read(got(self.kept, said["election"]))
        self.found.election = self.election
        self.found.fingerprint, self.found.uuid = self.election.fingerprint, self.election.uuid
        self.trustees = trustees.read(self.election.group, got(self.kept, said["trustees"]))
        if self.trustees.key != self.election.public_key:
            raise Broken("the key of the election is not that of its trustees")
        if not self.election.group.contains(self.election.public_key) or self.election.public_key == 1:
            raise Broken("the key of the election is out of the group")
        self.voters = read_credentials(self.election, got(self.kept, said["credentials"]))
        self.found.voters = len(self.voters)

    def _ballots(self) -> None:
        self.accepted: list[dict[str, Any]] = []
        while self.next == archive.BALLOT:
            raw = self.take(archive.BALLOT)
            ballot = casting.check(self.election, raw)
            if ballot["credential"] not in self.voters:
                raise Broken("a ballot has no right to vote")
            self.accepted.append(ballot)
            self.found.trackers.append(casting.tracker(raw))
            self.found.ballots = len(self.accepted)
            if self.progress:
                self.progress(len(self.accepted))

    def _tally(self) -> None:
        said = exact(json.loads(self.take(archive.TALLY)), "num_tallied", "total_weight", "encrypted_tally")
        ballots = counting.last_of_each(self.accepted)
        self.total = sum(self.voters[ballot["credential"]] for ballot in ballots)
        self.tally: list[Row] = counting.encrypted_tally(self.election, ballots, self.voters)
        self.found.tally = self.tally
        if counting.tally_json(self.tally) != got(self.kept, said["encrypted_tally"]):
            raise Broken("the encrypted tally is not that of the ballots")
        if (said["num_tallied"], _weight(said["total_weight"])) != (len(ballots), self.total):
            raise Broken("the tally does not count as many ballots as there are")
        self.found.counted = len(ballots)

    def _owned(self, type: str) -> tuple[int, str]:
        said = exact(json.loads(self.take(type)), "owner", "payload")
        owner = said["owner"]
        if not isinstance(owner, int) or not 1 <= owner <= len(self.trustees.holders) or owner in self.owners:
            raise Broken("a trustee is not known, or acts twice")
        self.owners.add(owner)
        return owner, got(self.kept, said["payload"])

    def _shuffles(self) -> None:
        self.owners = set()
        listed = [place for place, question in enumerate(self.election.questions) if question.is_listed]
        while self.next == archive.SHUFFLE:
            _owner, raw = self._owned(archive.SHUFFLE)
            said = exact(json.loads(raw), "ciphertexts", "proofs")
            if len(said["ciphertexts"]) != len(listed) or len(said["proofs"]) != len(listed):
                raise Broken("a shuffle does not hold every question that it should")
            for place, row, proof in zip(listed, said["ciphertexts"], said["proofs"], strict=True):
                after = counting.read_row(self.election, row)
                shuffles.check(self.election, self.tally[place], after, proof)
                self.tally[place] = after
        if self.next and self.take(archive.END_SHUFFLES):
            raise Broken("the end of the shuffles says more than that")
        if self.place and self.next and not self.owners:
            raise Broken("ballots are opened that nobody shuffled")

    def _parts(self) -> None:
        self.owners = set()
        parts: dict[int, list[list[Number]]] = {}
        while self.next == archive.PART:
            owner, raw = self._owned(archive.PART)
            parts[owner] = counting.read_part(self.election, self.trustees.holders[owner - 1].public_key, self.tally, raw)
        if not self.next:
            return
        said = self.take(archive.RESULT)
        counts = counting.result(self.election, self.trustees, self.tally, parts, self.total)
        if _plain(json.loads(said)) != {"result": counts}:
            raise Broken("the result is not what the ballots give")
        self.found.result = counts


def _weight(said: Any) -> int:
    """A weight: a number, or its text where it is huge."""
    return int(whole(said)) if isinstance(said, str) else int(said)


def _plain(said: Any) -> Any:
    """Counts are written as text where they are huge."""
    if isinstance(said, dict):
        return {name: _plain(value) for name, value in said.items()}
    if isinstance(said, list):
        return [_plain(one) for one in said]
    return int(whole(said)) if isinstance(said, str) else said


def read_credentials(election: Election, raw: str) -> dict[str, int]:
    """The weight of each public credential: sorted, each once, each in the group."""
    said = json.loads(raw)
    if not isinstance(said, list) or dumps(said) != raw:
        raise Broken("the credentials are not written as they should be")
    found: dict[str, int] = {}
    for line in said:
        text, _comma, weight = str(line).partition(",")
        value = whole(text)
        if not election.group.contains(value) or value == 1:
            raise Broken("a credential is out of the group")
        if text in found:
            raise Broken("a credential is there twice")
        found[text] = int(whole(weight)) if weight else 1
    return found


def credentials_json(publics: dict[str, int]) -> str:
    """The published credentials, in an order that tells nothing."""
    return dumps(sorted(text if weight == 1 else f"{text},{weight}" for text, weight in publics.items()))
