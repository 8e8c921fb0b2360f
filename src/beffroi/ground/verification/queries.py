"""What domains above ask: who fulfils a requirement, and how to count a person once."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from beffroi.ground.people.models import Account
from beffroi.ground.verification import requirements
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.models import AgeSaid, Agreement, PersonKey, Verification
from beffroi.ground.verification.rules import CHILD
from beffroi.ground.verification.types import EMAIL


def unique_keys(account: Account, *, scope: str) -> list[str]:
    """Keyed hashes of the person behind an account, different in each scope: who stores them, unique, counts her once, even after
    her verification moved to another account. They join nothing across two scopes.
    """
    hashed = Hasher()
    digests = PersonKey.objects.filter(account=account).order_by("digest").values_list("digest", flat=True)
    return [hashed("scope", scope, "account", str(account.pk)), *(hashed("scope", scope, "person", one) for one in digests)]


def accounts_meeting(requirement: Any, at: datetime) -> QuerySet[Account]:
    """Every account that fulfils a requirement now: the same answer as `rules.meets`, in one query."""
    found = requirements.clean(requirement)
    rows = Account.objects.filter(is_active=True, erased_at=None)
    holding = Verification.objects.holding(at).filter(account=OuterRef("pk"))
    accepted = found.get("methods") or []
    named = holding.filter(method__in=accepted) if accepted else holding
    if accepted:
        by_mail = Q(email_confirmed_at__isnull=False) if EMAIL in accepted else Q(pk__in=[])
        rows = rows.filter(Q(Exists(named)) | by_mail)
    if age := found.get("minimum_age"):
        rows = rows.filter(Exists(named.filter(age_from__gte=age)))
    if wanted := found.get("districts"):
        rows = rows.filter(Exists(named.filter(district__in=wanted)))
    if found.get("parent"):
        said = AgeSaid.objects.filter(account=OuterRef("pk"), is_child=False)
        agreed = Agreement.objects.filter(account=OuterRef("pk"), state=Agreement.GIVEN, expires_at__gt=at)
        known = holding.filter(age_from__isnull=False)
        child_said = AgeSaid.objects.filter(account=OuterRef("pk"), is_child=True)
        of_age = Q(Exists(holding.filter(age_from__gte=CHILD))) | (~Q(Exists(known)) & Q(Exists(said)))
        asked = Q(Exists(known)) | Q(Exists(child_said))
        rows = rows.filter(of_age | (asked & Q(Exists(agreed))))
    return rows


def district_of(account: Account, at: datetime) -> int | None:
    """The district that the last verification says."""
    rows = Verification.objects.holding(at).filter(account=account, district__isnull=False).order_by("-at", "-pk")
    return rows.values_list("district_id", flat=True).first()


def age_from(account: Account, at: datetime) -> int | None:
    """How old she is at least; None if nothing says so."""
    known = Verification.objects.holding(at).filter(account=account, age_from__isnull=False).values_list("age_from", flat=True)
    return max(known, default=None)
