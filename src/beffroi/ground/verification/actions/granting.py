"""An account is verified; or another account of the same person was first, and the team decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from beffroi.ground.people.models import Account
from beffroi.ground.verification.actions.notices import tell
from beffroi.ground.verification.facts import ConflictOpened, PersonVerified, VerificationEnded
from beffroi.ground.verification.models import Conflict, PersonKey, Verification
from beffroi.kernel.facts import record

MONTH = timedelta(days=30.4375)


@dataclass(frozen=True)
class Granted:
    """What became of it: one of the two."""

    verification: Verification | None = None
    conflict: Conflict | None = None


@transaction.atomic
def grant(
    *,
    account: Account,
    method: str,
    digests: Iterable[str],
    at: datetime,
    months: int = 0,
    age_from: int | None = None,
    district_id: int | None = None,
    paper: str = "",
    agent: Account | None = None,
) -> Granted:
    """The account was verified. `digests`: keyed hashes of what is this person's alone; one of them with another account is a conflict."""
    wanted = sorted({one for one in digests if one})
    attested = {"digests": wanted, "months": months, "age_from": age_from, "district": district_id, "paper": paper,
                "agent": agent.pk if agent else None}  # fmt: skip
    holder = _claim(account, wanted)
    if holder is not None:
        return Granted(conflict=_dispute(account, holder, method, attested, at))
    return Granted(verification=write(account=account, method=method, attested=attested, at=at))


def _claim(account: Account, digests: list[str]) -> int | None:
    """Make the hashes this account's; the account that has one of them already, if there is one. The database decides between two
    who come at the same moment.
    """
    keys = [PersonKey.objects.get_or_create(digest=one, defaults={"account": account})[0] for one in digests]
    others = {key.account_id for key in keys} - {account.pk}
    if others:
        drop_orphans(account.pk)
    return min(others, default=None)


def write(*, account: Account, method: str, attested: dict[str, Any], at: datetime) -> Verification:
    """Write a verification that nobody disputes, in the caller's transaction; a later one of the same method takes its place."""
    row, _new = Verification.objects.update_or_create(
        account=account,
        method=method,
        defaults={
            "at": localdate(at),
            "expires_at": at + attested["months"] * MONTH if attested["months"] else None,
            "age_from": attested["age_from"],
            "district_id": attested["district"],
            "paper": attested["paper"],
            "agent_id": attested["agent"],
        },
    )
    row.keys.set(PersonKey.objects.filter(account=account, digest__in=attested["digests"]))
    drop_orphans(account.pk)
    record(PersonVerified(account_id=account.pk))
    return row


def drop_orphans(account_id: int) -> None:
    """A hash that no verification of its account needs any more is forgotten."""
    PersonKey.objects.filter(account_id=account_id, verifications=None).delete()


@transaction.atomic
def withdraw(*, verification: Verification, at: datetime) -> None:
    """Its person does not want it any more, or its time is over: the row and its hashes go."""
    account_id = verification.account_id
    verification.delete()
    drop_orphans(account_id)
    record(VerificationEnded(account_id=account_id))


def end_what_is_over(*, at: datetime) -> int:
    """Verifications do not outlive their date."""
    rows = list(Verification.objects.filter(expires_at__lte=at).order_by("pk")[:2000])
    for row in rows:
        withdraw(verification=row, at=at)
    return len(rows)


def _dispute(account: Account, holder_id: int, method: str, attested: dict[str, Any], at: datetime) -> Conflict:
    row, is_new = Conflict.objects.update_or_create(
        claimant=account,
        method=method,
        state=Conflict.OPEN,
        defaults={"holder_id": holder_id, "attested": attested, "opened_at": at},
    )
    if is_new:
        record(ConflictOpened(conflict_id=row.pk))
        tell(account=account, name="conflict_opened", key=f"conflict-{row.pk}-opened", at=at)
    return row
