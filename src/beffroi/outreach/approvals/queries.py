"""What the pages read."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Q

from beffroi.ground.people.models import Account, Grant
from beffroi.ground.people.rights import ADMINISTRATOR, TEAM_ROLES, rights
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.diff import Piece, word_diff
from beffroi.outreach.approvals.models import Approval, Decision, Delegation, Preapproval, Stage
from beffroi.outreach.approvals.types import reviewables


def possible_validators() -> Any:
    """Accounts that may approve."""
    holders = Grant.objects.current().filter(role__in=rights[DECIDE].roles | {ADMINISTRATOR}).values("account_id")
    return Account.objects.filter(pk__in=holders, is_active=True).select_related("voice").order_by("voice__name")


def team() -> Any:
    """Everybody who works for the town."""
    holders = Grant.objects.current().filter(role__in=TEAM_ROLES).values("account_id")
    return Account.objects.filter(pk__in=holders, is_active=True).select_related("voice").order_by("voice__name")


def waiting_for(person: Account, at: datetime) -> Any:
    """Requests where this person's word is asked for: named, as a substitute, or for somebody; not yet given."""
    givers = Delegation.objects.in_force(at).filter(deputy=person, act=Delegation.APPROVE).values("giver")
    mine = Q(validators=person) | Q(validators__in=givers) | Q(substitute=person, delay_hours=None) | Q(substitute=person, due_at__lte=at)
    said = Decision.objects.filter(by=person, acting_for=None).exclude(stage=None).values("stage")
    stages = Stage.objects.filter(mine, state=Stage.OPEN).exclude(pk__in=said)
    return Approval.objects.filter(state=Approval.WAITING, pk__in=stages.values("approval"))


def due_for_review(at: datetime) -> Any:
    """Approved templates whose review is near or overdue."""
    return Preapproval.objects.filter(ended_at=None, until__lte=at)


def stages_of(approval: Approval) -> list[Stage]:
    """The way of a request, with who reads and what was said; a fixed number of queries."""
    found = approval.stages.prefetch_related(
        "validators__voice", "outsiders", "decisions__by__voice", "decisions__outsider", "decisions__acting_for__voice", "links__outsider"
    )
    return list(found.select_related("substitute__voice").order_by("position"))


def last_decided(approval: Approval) -> Decision | None:
    """The last word about an earlier wording of the same text."""
    earlier = Decision.objects.filter(
        approval__subject_kind=approval.subject_kind, approval__subject_id=approval.subject_id, at__lt=approval.asked_at
    )
    return earlier.exclude(content_hash=approval.content_hash).select_related("by__voice", "outsider").order_by("-at", "-pk").first()


def changes_since(approval: Approval, decision: Decision | None) -> list[Piece]:
    """Word by word, from what was last decided upon to what is asked now; empty if that is not known."""
    if decision is None or approval.subject_kind not in reviewables:
        return []
    kind = reviewables[approval.subject_kind]
    before = kind.wording(approval.subject_id, decision.content_hash)
    after = kind.wording(approval.subject_id, approval.content_hash) or kind.wording(approval.subject_id)
    return word_diff(before, after) if before is not None and after is not None else []


def with_titles(rows: Iterable[Approval]) -> list[tuple[Approval, str, str]]:
    """Each request with the title and the page of what it is about; one query per kind."""
    listed = list(rows)
    ids: dict[str, set[int]] = {}
    for row in listed:
        ids.setdefault(row.subject_kind, set()).add(row.subject_id)
    titles = {
        Subject(kind, id): title
        for kind, some in ids.items()
        if kind in reviewables
        for id, title in reviewables[kind].titles(some).items()
    }
    return [
        (row, titles.get(row.subject, ""), reviewables[row.subject_kind].url(row.subject_id)) for row in listed if row.subject in titles
    ]
