"""From the sealed set to the marks of the roll, and the end of a vote.

To settle is to write all marks of a vote anew, in an order and under numbers drawn by lot, in one transaction with the rows of the urn:
whoever reads the database, its hidden columns included, sees one crowd that took part and one heap of ballots.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from beffroi.kernel import edition, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.ballots import reading, urns
from beffroi.participation.ballots.actions.decrypting import begin_count
from beffroi.participation.ballots.actions.opening import missing
from beffroi.participation.ballots.actions.opening import open as open_one
from beffroi.participation.ballots.actions.preparing import ids
from beffroi.participation.ballots.facts import ElectionClosed, ElectionCounted, RollErased
from beffroi.participation.ballots.models import Ballot, Election, Mark, Slip, Voter, drawn
from beffroi.participation.ballots.rules import must_be_over

# A settlement waits for a crowd: twenty people, or one in fifty of those who took part (it writes all of them anew).
CROWD, SHARE = 20, 50
KEEP = timedelta(days=60)  # the roll, after the end: the time to object to a vote


@transaction.atomic
def settle(*, election: Election, at: datetime, whatever: bool = False) -> bool:
    """Write the marks of those in the sealed set, if they are a crowd (or `whatever`: at the end)."""
    urn = urns.locked(election)
    people = urns.pending(urn)
    if not people or (not whatever and len(people) < max(CROWD, urn.voted_count // SHARE)):
        return False
    _write_marks(election, people)
    if election.is_secret:
        # Their order is public; the transactions in which they came are nobody's business.
        Ballot.objects.filter(election=election, height__gte=urn.settled).update(height=F("height"))
        urn.settled = urn.height
    else:
        _shuffle_slips(election)
    urns.put(urn, set())
    urn.save()
    edition.bump()
    return True


def _write_marks(election: Election, people: set[str]) -> None:
    old = list(Mark.objects.filter(election=election, way=Mark.ONLINE).values_list("account_id", "voter_id"))
    new: list[tuple[int | None, int | None]] = [(int(word[1:]), None) if word[0] == "a" else (None, int(word[1:])) for word in people]
    alive = set(Voter.objects.filter(election=election).values_list("pk", flat=True)) if election.roll == Election.LIST else set()
    rows = [
        Mark(id=drawn(), election=election, account_id=account, voter_id=voter, way=Mark.ONLINE)
        for account, voter in urns.in_drawn_order([*old, *_still_there(new)])
        if voter is None or voter in alive
    ]
    Mark.objects.filter(election=election, way=Mark.ONLINE).delete()
    Mark.objects.bulk_create(rows, batch_size=1000)


def _still_there(new: list[tuple[int | None, int | None]]) -> list[tuple[int | None, int | None]]:
    """An account that was closed meanwhile keeps a mark without a name: numbers do not change."""
    known = set(reading.accounts_among([account for account, _voter in new if account]))
    return [(account if account in known else None, voter) for account, voter in new]


def _shuffle_slips(election: Election) -> None:
    rows = list(Slip.objects.filter(election=election))
    for row in rows:
        row.pk = drawn()
    Slip.objects.filter(election=election).delete()
    Slip.objects.bulk_create(urns.in_drawn_order(rows), batch_size=500)


@transaction.atomic
def close(*, election: Election, at: datetime) -> Election:
    """The end: not one ballot more. The marks are written; a secret vote is added up under encryption."""
    election = Election.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=election.pk)
    if election.state != Election.OPEN or at < election.closes_at:
        require(must_be_over(election))
        return election
    settle(election=election, at=at, whatever=True)
    election.state, election.closed_at = Election.CLOSED, at
    election.save(update_fields=["state", "closed_at"])
    ledger.append(kind="ballots.closed", data={"election": election.pk, "ballots": election.urn.ballots_count}, at=at)
    record(ElectionClosed(**ids(election)))
    if election.is_secret:
        begin_count(election=election, at=at)
    return election


@transaction.atomic
def count(*, election: Election, at: datetime) -> Election:
    """An anonymous vote is counted as soon as it is over; a secret one when its trustees have decrypted (decrypting.py)."""
    election = Election.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=election.pk)
    require(must_be_over(election))
    if election.state == Election.CLOSED and not election.is_secret:
        election.state, election.counted_at = Election.COUNTED, at
        election.save(update_fields=["state", "counted_at"])
        record(ElectionCounted(**ids(election)))
    return election


def run_due(*, at: datetime) -> None:
    """What the hour asks: open those that are ready, settle crowds, close."""
    found = Election.objects.select_related("component__process")
    waiting = found.filter(state__in=[Election.DRAFT, Election.KEYS], is_ready=True, opens_at__lte=at, closes_at__gt=at)
    for election in waiting:
        if not missing(election):
            open_one(election=election, at=at)
    for election in found.filter(state=Election.OPEN):
        if election.closes_at <= at:
            close(election=election, at=at)
        else:
            settle(election=election, at=at)


def erase_due(*, at: datetime) -> int:
    """Erase rolls and marks when the time to object has passed. Numbers, ballots and archives stay."""
    done = 0
    for election in Election.objects.filter(state=Election.COUNTED, purged_at=None, closed_at__lt=at - KEEP):
        with transaction.atomic():
            Mark.objects.filter(election=election).delete()
            Voter.objects.filter(election=election).delete()
            Election.objects.filter(pk=election.pk).update(purged_at=at)
            record(RollErased(**ids(election)))
        done += 1
    return done
