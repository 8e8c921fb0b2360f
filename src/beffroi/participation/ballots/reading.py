"""What pages show of a vote. Nothing of how people voted leaves here before the end."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef

from beffroi.engines.ballots.groups import dumps
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import Refused
from beffroi.participation.ballots import urns
from beffroi.participation.ballots.models import Ballot, Count, Day, Election, Mark, Slip, Urn
from beffroi.participation.ballots.rules import email_key, may_read_result, must_be_over

THERE, REPLACED = "there", "replaced"


class NotYet(Refused):
    """Asked too early."""


def _must_be_over(election: Election) -> None:
    if refusal := must_be_over(election):
        raise NotYet(refusal)


def participation(election: Election) -> list[tuple[date, int]]:
    """How many people took part, by the day; on paper and online together."""
    return [(row.day, row.online + row.paper) for row in Day.objects.filter(election=election).order_by("day")]


def totals(election: Election) -> dict[str, int]:
    """People online and on paper, and ballots (of a secret vote: those that were replaced too)."""
    names = ("ballots_count", "voted_count", "paper_count")
    found = Urn.objects.filter(election=election).values_list(*names).first()
    return dict(zip(names, found or (0, 0, 0), strict=True))


def plain_ballots(election: Election) -> list[Any]:
    """The choices of every anonymous ballot, sorted by what they say; NotYet before the end."""
    _must_be_over(election)
    rows = Slip.objects.filter(election=election).values_list("choices", flat=True).iterator(chunk_size=2000)
    return sorted((row["choices"] for row in rows), key=dumps)


def result(election: Election) -> dict[str, Any] | None:
    """The decrypted result of a secret vote: for each question its counts, or its ballots. NotYet before it is counted."""
    if refusal := may_read_result(election):
        raise NotYet(refusal)
    return election.result


def paper(election: Election) -> list[dict[str, Any]]:
    """The paper ballots, table by table, where two counts agree. NotYet before the end."""
    _must_be_over(election)
    rows = Count.objects.filter(election=election).exclude(agreed=None).order_by("table")
    return [{"table": row.table, **row.agreed} for row in rows if row.agreed]


def trackers(election: Election, after: int = -1, size: int = 100) -> list[tuple[int, str]]:
    """The public urn of a secret vote, in the order of casting: (height, tracker)."""
    rows = Ballot.objects.filter(election=election, height__gt=after).order_by("height")
    return list(rows.values_list("height", "tracker")[:size])


def is_in_urn(election: Election, tracker: str) -> bool:
    model = Ballot if election.is_secret else Slip
    return bool(tracker) and len(tracker) <= 44 and model.objects.filter(election=election, tracker=tracker).exists()


def is_replaced(election: Election, tracker: str) -> bool:
    """Whether a later ballot of the same credential counts instead."""
    return look_for(election, tracker) == REPLACED


def look_for(election: Election, tracker: str) -> str:
    """THERE, REPLACED by a later one, or "" if the urn has no such ballot; one query."""
    if not election.is_secret or not tracker or len(tracker) > 44:
        return THERE if is_in_urn(election, tracker) else ""
    later = Ballot.objects.filter(election=election, credential=OuterRef("credential"), height__gt=OuterRef("height"))
    found = Ballot.objects.filter(election=election, tracker=tracker).annotate(later=Exists(later)).values_list("later", flat=True).first()
    return "" if found is None else REPLACED if found else THERE


def not_yet_voted(election: Election, accounts: Collection[Account]) -> set[int]:
    """Of these accounts, those who have not taken part: to remind them by mail, never to be shown."""
    urn = Urn.objects.filter(election=election).first()
    pending = urns.pending(urn) if urn else set()
    by_account = set(Mark.objects.filter(election=election).exclude(account=None).values_list("account_id", flat=True))
    by_account |= {int(word[1:]) for word in pending if word[0] == "a"}
    if election.roll != Election.LIST:
        return {one.pk for one in accounts} - by_account
    marked = set(Mark.objects.filter(election=election).exclude(voter=None).values_list("voter_id", flat=True))
    marked |= {int(word[1:]) for word in pending if word[0] == "v"}
    listed = dict(election.voters.exclude(email_key="").values_list("email_key", "pk"))
    found = {one.pk: listed.get(email_key(one.email or "")) for one in accounts}
    return {pk for pk, voter in found.items() if voter is not None and voter not in marked}


def accounts_among(numbers: Collection[int]) -> Iterator[int]:
    return iter(Account.objects.filter(pk__in=list(numbers)).values_list("pk", flat=True))


def accounts_as_roll() -> Iterator[dict[str, str]]:
    """All who have an account here with an address, as the list of a roll."""
    rows = Account.objects.filter(is_active=True).exclude(email=None).exclude(email="").select_related("voice").order_by("pk")
    return ({"name": row.voice.display_name, "email": str(row.email)} for row in rows.iterator(chunk_size=2000))
