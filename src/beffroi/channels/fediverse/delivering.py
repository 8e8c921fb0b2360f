"""Carrying parcels: signed at the moment of sending, many at once, both generations of signatures where one is refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from beffroi.channels.fediverse import fetching, signatures
from beffroi.channels.fediverse.actions import parcels
from beffroi.channels.fediverse.actions.parcels import Outcome
from beffroi.channels.fediverse.carriers import carried_by
from beffroi.channels.fediverse.documents import TYPE
from beffroi.channels.fediverse.keys import private_key
from beffroi.channels.fediverse.models import Host, Parcel
from beffroi.channels.fediverse.writing import written
from beffroi.kernel import clock
from beffroi.kernel.http import OutgoingFailed, OutgoingRefused, Response
from beffroi.kernel.http_many import Asked, send_many
from beffroi.kernel.jobs import task

AT_ONCE = 32
SECONDS = 30.0  # for a batch: most of them wait for those that never answer
OTHER = {signatures.CAVAGE: signatures.RFC9421, signatures.RFC9421: signatures.CAVAGE}
LONGEST_WAIT = timedelta(hours=12)


@carried_by
@task(queue="fediverse", retries=3)
def deliver(activity_id: int) -> None:
    """One activity to all its inboxes, until nothing is due."""
    while _round(activity_id):
        pass


@task(every=timedelta(seconds=30), queue="fediverse")
def deliver_due() -> None:
    """What is to be tried again, and what a dead worker left."""
    for _batch in range(20):
        if not _round(None):
            return


def _round(activity_id: int | None) -> bool:
    taken = parcels.take(at=clock.now(), activity_id=activity_id)
    if taken:
        parcels.note(outcomes=send(taken), at=clock.now())
    return bool(taken)


@dataclass(frozen=True)
class _Try:
    parcel: Parcel
    way: str


def send(taken: Sequence[Parcel]) -> list[Outcome]:
    """Sign and send; who refuses the signature is asked once more in the other way."""
    ways = dict(Host.objects.filter(name__in={parcel.host for parcel in taken}).exclude(way="").values_list("name", "way"))
    tries, found = [], []
    for parcel in taken:
        try:
            fetching.must_be_askable(parcel.inbox)
        except fetching.CannotFetch as error:
            parcels.refuse(parcel=parcel, why=str(error))
            continue
        tries.append(_Try(parcel, ways.get(parcel.host, signatures.CAVAGE)))
    first = _send(tries)
    refused = [n for n, outcome in enumerate(first) if outcome.status in (400, 401, 403)]
    second = dict(zip(refused, _send([_Try(tries[n].parcel, OTHER[tries[n].way]) for n in refused]), strict=True))
    for n, outcome in enumerate(first):
        other = second.get(n)
        found.append(other if other and 200 <= other.status < 300 else outcome)
    return found


def _send(tries: Sequence[_Try]) -> list[Outcome]:
    if not tries:
        return []
    asked = []
    for one in tries:
        actor, body = one.parcel.activity.actor, written(one.parcel.activity.document)
        key = private_key(actor.private["rsa"])
        signed = signatures.sign(one.way, "POST", one.parcel.inbox, body, key_id=actor.key_id, key=key, at=clock.now())
        asked.append(Asked(one.parcel.inbox, body, {"Content-Type": TYPE, "Accept": TYPE, **signed}))
    answers = send_many(asked, at_once=AT_ONCE, total=SECONDS)
    return [_outcome(one, answer) for one, answer in zip(tries, answers, strict=True)]


def _outcome(one: _Try, answer: Response | OutgoingRefused | OutgoingFailed) -> Outcome:
    if isinstance(answer, Response):
        said = " ".join(answer.content[:150].decode("utf-8", "replace").split())
        return Outcome(one.parcel, answer.status, one.way, f"{answer.status} {said}".strip(), _wait(answer))
    if isinstance(answer, OutgoingRefused):
        return Outcome(one.parcel, 404, one.way, str(answer))
    return Outcome(one.parcel, 0, one.way, str(answer))


def _wait(answer: Response) -> timedelta | None:
    said = answer.headers.get("retry-after", "")
    if said.isdecimal() and len(said) < 8:
        return min(timedelta(seconds=int(said)), LONGEST_WAIT)
    try:
        until: datetime = parsedate_to_datetime(said)
    except ValueError:
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - clock.now(), timedelta()), LONGEST_WAIT)
