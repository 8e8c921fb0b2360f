"""The archive of an election: what happened, in order, each event holding the hash of the one before.

An old-style tar with one constant hour, so that it does not tell when somebody voted. Reading it takes nothing that writing it
again would not give to the byte.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from beffroi.engines.ballots.election import Broken
from beffroi.engines.ballots.groups import dumps, hex_hash

BLOCK = 512
SETUP, BALLOT, END_BALLOTS, TALLY = "Setup", "Ballot", "EndBallots", "EncryptedTally"
SHUFFLE, END_SHUFFLES, PART, RESULT = "Shuffle", "EndShuffles", "PartialDecryption", "Result"
EVENTS = (SETUP, BALLOT, END_BALLOTS, TALLY, SHUFFLE, END_SHUFFLES, PART, RESULT)


@dataclass(frozen=True)
class Event:
    """One event, with the bytes of its payload ("" if it has none)."""

    type: str
    payload: str


class Writer:
    """Makes an archive; `data` is what it holds so far."""

    def __init__(self, timestamp: int) -> None:
        self.timestamp = timestamp
        self.data = bytearray()
        self.parent = ""
        self.height = 0
        self._record("BELENIOS", dumps({"version": 1, "timestamp": str(timestamp)}))

    def _record(self, name: str, body: str) -> None:
        self.data += record(name, body.encode(), self.timestamp)

    def keep(self, text: str) -> str:
        """Keep a datum; its hash is its name."""
        digest = hex_hash(text)
        self._record(f"{digest}.data.json", text)
        return digest

    def event(self, type: str, payload: str = "") -> None:
        """Add an event; `payload` is the name of what was kept for it."""
        said: dict[str, Any] = {"parent": self.parent} if self.parent else {}
        said |= {"height": self.height, "type": type}
        if payload:
            said["payload"] = payload
        text = dumps(said)
        self.parent = hex_hash(text)
        self._record(f"{self.parent}.event.json", text)
        self.height += 1

    # The events of an election

    def set_up(self, election: str, trustees: str, credentials: str) -> None:
        kept = {"election": self.keep(election), "trustees": self.keep(trustees), "credentials": self.keep(credentials)}
        self.event(SETUP, self.keep(dumps(kept)))

    def ballot(self, raw: str) -> None:
        self.event(BALLOT, self.keep(raw))

    def tally(self, raw: str, *, counted: int, weight: int) -> None:
        digest = self.keep(raw)
        self.event(TALLY, self.keep(dumps({"num_tallied": counted, "total_weight": weight, "encrypted_tally": digest})))

    def owned(self, type: str, owner: int, raw: str) -> None:
        """A shuffle or a partial decryption, by the trustee with this number (from 1)."""
        self.event(type, self.keep(dumps({"owner": owner, "payload": self.keep(raw)})))

    def result(self, raw: str) -> None:
        self.event(RESULT, self.keep(raw))


def record(name: str, body: bytes, timestamp: int) -> bytes:
    """One file of the archive with its header."""
    header = bytearray(BLOCK)
    for offset, text in (
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, f"{len(body):011o}"),
        (136, f"{timestamp:011o}"),
        (148, " " * 8),
        (156, "0"),
    ):
        header[offset : offset + len(text)] = text.encode()
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    return bytes(header) + body + b"\0" * (-len(body) % BLOCK)


def _records(data: bytes) -> Iterator[tuple[str, bytes, int, bytes]]:
    offset = 0
    while offset < len(data):
        header = data[offset : offset + BLOCK]
        try:
            name = header[:100].rstrip(b"\0").decode("ascii")
            size, timestamp = int(header[124:135], 8), int(header[136:147], 8)
        except (ValueError, UnicodeDecodeError):
            raise Broken("the archive is cut or changed") from None
        body = data[offset + BLOCK : offset + BLOCK + size]
        end = offset + BLOCK + size + (-size % BLOCK)
        if len(body) != size or end > len(data):
            raise Broken("the archive is cut")
        yield name, body, timestamp, data[offset:end]
        offset = end


def read(data: bytes) -> tuple[list[Event], dict[str, str]]:
    """The events in order and every datum by its hash. Broken if a byte is not where it should be, or the chain does not hold."""
    kept: dict[str, str] = {}
    events: list[Event] = []
    parent, hour, waiting = "", -1, set()  # type: str, int, set[str]
    for name, body, timestamp, exact in _records(data):
        try:
            text = body.decode()
            said = json.loads(text)
        except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
            raise Broken(f"{name} is no JSON") from None
        if hour < 0:
            hour = timestamp
            if name != "BELENIOS" or said != {"version": 1, "timestamp": str(timestamp)}:
                raise Broken("this is no archive of an election")
        if timestamp != hour or record(name, body, hour) != exact:
            raise Broken(f"{name} is not written as in an archive")
        if name == "BELENIOS":
            continue
        digest, _dot, kind = name.partition(".")
        if digest != hex_hash(body) or dumps(said) != text:
            raise Broken(f"{name} is not what its name says")
        if kind == "data.json":
            if digest in kept:
                raise Broken(f"{name} is there twice")
            kept[digest] = text
            waiting.add(digest)
        elif kind == "event.json":
            events.append(_event(said, parent, len(events), kept, waiting))
            parent = digest
        else:
            raise Broken(f"{name} does not belong here")
    if waiting:
        raise Broken("the archive holds what no event speaks of")
    return events, kept


def _event(said: Any, parent: str, height: int, kept: dict[str, str], waiting: set[str]) -> Event:
    if not isinstance(said, dict) or said.get("type") not in EVENTS:
        raise Broken("an event is not understood")
    payload = said.get("payload")
    wanted: dict[str, Any] = {"parent": parent} if parent else {}
    wanted |= {"height": height, "type": said["type"]} | ({"payload": payload} if payload is not None else {})
    if list(said.items()) != list(wanted.items()):
        raise Broken(f"event {height} does not follow the one before")
    if payload is None:
        return Event(said["type"], "")
    text = got(kept, payload)
    waiting.discard(payload)
    _reached(json.loads(text), waiting)
    return Event(said["type"], text)


def _reached(payload: Any, waiting: set[str]) -> None:
    """Data that a payload names are spoken of."""
    if isinstance(payload, dict):
        for value in payload.values():
            if isinstance(value, str):
                waiting.discard(value)


def got(kept: dict[str, str], digest: Any) -> str:
    if not isinstance(digest, str) or digest not in kept:
        raise Broken("an event speaks of what the archive does not hold")
    return kept[digest]
