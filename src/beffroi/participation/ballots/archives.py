"""The archive of a secret vote (`.bel`), byte for byte as the protocol has it; at any time, piece by piece."""

from collections.abc import Iterator

from beffroi.engines.ballots import archive
from beffroi.participation.ballots.models import Ballot, Election, Event, Setup


def pieces(election: Election) -> Iterator[bytes]:
    """The archive as it is now. Nothing is held but one ballot at a time."""
    setup = Setup.objects.get(election=election)
    to = archive.Writer(setup.timestamp)
    to.set_up(setup.election_raw, setup.trustees_raw, setup.credentials_raw)
    yield _taken(to)
    for raw in Ballot.objects.filter(election=election).order_by("height").values_list("raw", flat=True).iterator(chunk_size=100):
        to.ballot(raw)
        yield _taken(to)
    for event in Event.objects.filter(election=election).order_by("height"):
        write(to, event)
        yield _taken(to)


def write(to: archive.Writer, event: Event) -> None:
    if event.type == archive.TALLY:
        to.tally(event.raw, counted=event.numbers["counted"], weight=event.numbers["weight"])
    elif event.type in (archive.SHUFFLE, archive.PART):
        to.owned(event.type, event.owner, event.raw)
    elif event.type == archive.RESULT:
        to.result(event.raw)
    else:
        to.event(event.type)


def _taken(to: archive.Writer) -> bytes:
    data = bytes(to.data)
    to.data.clear()
    return data


def whole(election: Election) -> bytes:
    return b"".join(pieces(election))
