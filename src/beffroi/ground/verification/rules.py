"""Who may take part, as refusals."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.models import Account
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.verification import requirements
from beffroi.ground.verification.asking import step
from beffroi.ground.verification.models import AGES, AgeSaid, Agreement, Verification
from beffroi.ground.verification.types import EMAIL
from beffroi.kernel.rules import Refusal, is_showing

COUNTER = "verification:person:verify"
ROLLS = "verification:roll:import"
LETTERS = "verification:letter:print"
CONFLICTS = "verification:conflict:decide"
SETTINGS = "verification:way:set"
CHILD = 15


def must_be_verified(person: Any, requirement: Any, at: datetime) -> Refusal | None:
    """None while a page is shown: a requirement is asked once something is written. `person` may be anonymous."""
    if is_showing() or not requirements.asks(requirement):
        return None
    if person.is_authenticated and meets(person, requirement, at):
        return None
    return step(requirement)


def meets(account: Account, requirement: Any, at: datetime) -> bool:
    """Whether this account fulfils all of a requirement now."""
    found = requirements.clean(requirement)
    if not found:
        return True
    rows = list(Verification.objects.holding(at).filter(account=account))
    return not lacking(account, found, at, rows)


def lacking(account: Account, requirement: dict[str, Any], at: datetime, rows: list[Verification] | None = None) -> list[str]:
    """What is still missing: "method", "age", "district", "said", "parent"."""
    if rows is None:
        rows = list(Verification.objects.holding(at).filter(account=account))
    accepted, missing = requirement.get("methods") or [], []
    named = [row for row in rows if row.method in accepted] if accepted else rows
    by_mail = EMAIL in accepted and account.email_confirmed_at is not None
    if accepted and not named and not by_mail:
        missing.append("method")
    if age := requirement.get("minimum_age"):
        if not any((row.age_from or 0) >= age for row in named):
            missing.append("age")
    if wanted := requirement.get("districts"):
        if not any(row.district_id in wanted for row in named):
            missing.append("district")
    if requirement.get("parent"):
        missing += _parent_missing(account, rows, at)
    return missing


def _parent_missing(account: Account, rows: list[Verification], at: datetime) -> list[str]:
    """Where consent is the basis, a child under fifteen needs a parent's word beside her own."""
    known = [row.age_from for row in rows if row.age_from is not None]
    if known:
        is_child = max(known) < CHILD
    else:
        said = AgeSaid.objects.filter(account=account).values_list("is_child", flat=True).first()
        if said is None:
            return ["said"]
        is_child = said
    if not is_child or Agreement.objects.filter(account=account, state=Agreement.GIVEN, expires_at__gt=at).exists():
        return []
    return ["parent"]


def age_on(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def at_least(birth: date, day: date) -> int:
    """The little that is kept of a date of birth: the greatest of AGES that she has reached."""
    age = age_on(birth, day)
    return max(one for one in AGES if one <= max(age, 0))


def may_verify_at_counter(agent: Any, account: Account) -> Refusal | None:
    if refusal := must_have_right(agent, COUNTER):
        return refusal
    if agent.pk == account.pk:
        return Refusal("oneself", _("You cannot verify yourself. Ask a colleague."))
    if account.erased_at or not account.is_active:
        return Refusal("erased", _("This account has been erased."))
    return None
