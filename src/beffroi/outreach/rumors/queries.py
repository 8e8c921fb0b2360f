"""What the pages read."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from beffroi.commons.search import queries as search
from beffroi.commons.search.resemblance import Similar
from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import ADMINISTRATOR, rights
from beffroi.outreach.approvals.queries import possible_validators
from beffroi.outreach.approvals.rules import owns_allowed
from beffroi.outreach.rumors import wording
from beffroi.outreach.rumors.access import CHECK
from beffroi.outreach.rumors.models import Edition, Merge, Rumor

POOL = 500  # the newest: an older rumour that comes back is found by the search of the desk


def published_like(text: str) -> list[Similar]:
    """What was checked already on the same matter; shown before anybody is asked to check again."""
    found = search.similar(text[:500], kind="rumor", limit=8)
    claims = dict(Rumor.objects.public().filter(pk__in=[one.subject.id for one in found]).values_list("pk", "claim"))
    return [one for one in found if one.subject.id in claims and wording.is_alike(text, f"{claims[one.subject.id]} {one.title}")][:3]


def alike(claim: str, *, but: int = 0) -> list[Rumor]:
    """Rumours that say the same, for the team."""
    rows = Rumor.objects.live().exclude(pk=but).order_by("-pk").values_list("pk", "claim")[:POOL]
    near = wording.alike(claim, rows)
    found = Rumor.objects.in_bulk(near)
    return [found[pk] for pk in near if pk in found]


def to_check(person: Any) -> QuerySet[Rumor]:
    """What waits for this person: hers, and what nobody has taken."""
    return Rumor.objects.filter(Q(assigned_to=None) | Q(assigned_to=person), state=Rumor.RECEIVED)


def team() -> QuerySet[Account]:
    """Those who may check."""
    holders = Grant.objects.current().filter(role__in=rights[CHECK].roles | {ADMINISTRATOR}).values("account_id")
    return Account.objects.filter(pk__in=holders, is_active=True).select_related("voice").order_by("voice__name")


def second_readers(edition: Edition, person: Account) -> QuerySet[Account]:
    """Those who may approve and did not write it."""
    found = possible_validators()
    return found if owns_allowed() else found.exclude(pk__in=[pk for pk in (edition.by_id, person.pk) if pk])


def editions(rumor: Rumor) -> list[Edition]:
    """The published ones, the newest first."""
    return list(rumor.editions.filter(state=Edition.PUBLISHED).order_by("-number"))


def parts(rumor: Rumor) -> list[Merge]:
    """What became part of this one, and can be parted again; the newest first."""
    rows = Merge.objects.filter(undone_at=None, source__merged_into=rumor)
    return list(rows.select_related("source", "by__voice").order_by("-pk"))


def last_change() -> datetime | None:
    return Rumor.objects.public().order_by("-changed_at").values_list("changed_at", flat=True).first()
