"""Two accounts, one person: the team decides, and both are told."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.verification import rules
from beffroi.ground.verification.actions.granting import drop_orphans, write
from beffroi.ground.verification.actions.notices import tell
from beffroi.ground.verification.facts import VerificationMoved
from beffroi.ground.verification.models import Conflict, PersonKey, Verification
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require


@transaction.atomic
def move(*, conflict: Conflict, person: Account, reason: str, at: datetime) -> Conflict:
    """The verification goes to who came now; what rested on the same identity ends at the other account."""
    row = _taken(conflict, person)
    digests = row.attested["digests"]
    holders = set(PersonKey.objects.filter(digest__in=digests).exclude(account=row.claimant_id).values_list("account_id", flat=True))
    Verification.objects.filter(account_id__in=holders, keys__digest__in=digests).delete()
    # The rows of the hashes themselves move, so that whoever counts a person by them goes on counting one.
    PersonKey.objects.filter(digest__in=digests).update(account=row.claimant_id)
    for digest in digests:
        PersonKey.objects.get_or_create(digest=digest, defaults={"account_id": row.claimant_id})
    write(account=row.claimant, method=row.method, attested=row.attested, at=at)
    for holder in Account.objects.filter(pk__in=holders):
        drop_orphans(holder.pk)
        record(VerificationMoved(from_account_id=holder.pk, to_account_id=row.claimant_id))
        tell(account=holder, name="conflict_lost", key=f"conflict-{row.pk}-{holder.pk}-lost", at=at, reason=reason)
    tell(account=row.claimant, name="conflict_moved", key=f"conflict-{row.pk}-moved", at=at)
    return _decided(row, Conflict.MOVED, person, reason, at)


@transaction.atomic
def keep(*, conflict: Conflict, person: Account, reason: str, at: datetime) -> Conflict:
    """Everything stays as it was; who came now is told why."""
    row = _taken(conflict, person)
    tell(account=row.claimant, name="conflict_kept", key=f"conflict-{row.pk}-kept", at=at, reason=reason)
    return _decided(row, Conflict.KEPT, person, reason, at)


def _taken(conflict: Conflict, person: Account) -> Conflict:
    require(must_have_right(person, rules.CONFLICTS))
    row = Conflict.objects.select_for_update(of=("self",)).select_related("claimant", "holder").get(pk=conflict.pk)
    if row.state != Conflict.OPEN:
        require(Refusal("decided", _("Somebody has decided this already.")))
    if person.pk in (row.claimant_id, row.holder_id):
        require(Refusal("oneself", _("This is about your own account: a colleague decides.")))
    return row


def _decided(row: Conflict, state: str, person: Account, reason: str, at: datetime) -> Conflict:
    row.state, row.decided_at, row.decided_by, row.reason, row.attested = state, at, person, reason.strip()[:500], {}
    row.save(update_fields=["state", "decided_at", "decided_by", "reason", "attested"])
    ledger.append(kind="verification-conflict", subject=None, data={"conflict": row.pk, "by": person.pk, "outcome": state}, at=at)
    return row
