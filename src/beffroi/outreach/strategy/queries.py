"""What the pages of the plan read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import Max
from django.utils import timezone

from beffroi.channels.base.models import Measure
from beffroi.ground.people.models import Grant
from beffroi.ground.people.rights import ADMINISTRATOR
from beffroi.kernel.access import rights
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals.models import Delegation
from beffroi.outreach.strategy.models import Campaign, Objective, Plan
from beffroi.outreach.strategy.types import Liberty, Metric, Piece, Scope, contents, liberties, metrics


def current() -> Plan | None:
    return Plan.objects.filter(is_current=True).first()


def pieces(campaign_ids: list[int]) -> dict[int, list[Piece]]:
    """The publications of each campaign, from all who publish."""
    found: dict[int, list[Piece]] = {pk: [] for pk in campaign_ids}
    for content in contents:
        for pk, some in content.pieces(campaign_ids).items():
            found[pk] += some
    return found


def pieces_towards(objective_ids: list[int]) -> dict[int, list[Piece]]:
    """What was published towards each objective: what points to it, and what its campaigns hold; the newest first."""
    found: dict[int, dict[Subject, Piece]] = {pk: {} for pk in objective_ids}
    pairs = list(Campaign.objectives.through.objects.filter(objective__in=objective_ids).values_list("objective_id", "campaign_id"))
    of_campaigns = pieces(list({campaign for _objective, campaign in pairs}))
    for pk, campaign in pairs:
        found[pk] |= {piece.subject: piece for piece in of_campaigns[campaign]}
    for content in contents:
        for pk, some in content.towards(objective_ids).items():
            found[pk] |= {piece.subject: piece for piece in some}
    return {pk: sorted(some.values(), key=_newest_first) for pk, some in found.items()}


def _newest_first(piece: Piece) -> float:
    return -piece.at.timestamp() if piece.at else 0.0


def scope_of(campaign: Campaign, some: list[Piece], until: datetime) -> Scope:
    since = timezone.make_aware(datetime.combine(campaign.starts_on, time.min))
    return Scope(since=since, until=until, campaign=campaign.slug, subjects=tuple(piece.subject for piece in some))


def results(campaign: Campaign, some: list[Piece], at: datetime) -> list[dict]:
    """What a campaign brought, in every figure that can be told for one."""
    scope = scope_of(campaign, some, at)
    return [{"metric": metric, "value": metric.measure(scope)} for metric in metrics if metric.by_campaign]


def measured(objective: Objective, at: datetime) -> int | None:
    """The figure of an objective now: what is counted counts from the day it was set, on top of the start."""
    if objective.metric not in metrics:
        return None
    metric = metrics[objective.metric]
    own: tuple[Subject, ...] = ()
    if objective.is_own:
        own = tuple(piece.subject for piece in pieces_towards([objective.pk])[objective.pk])
    value = metric.measure(Scope(since=objective.set_at, until=at, subjects=own, is_partial=objective.is_own))
    if value is None:
        return None
    return value if not metric.period or metric.unit == "%" else objective.baseline + value


AGE = "age_"


def ages(account_ids: list[int]) -> dict[int, dict[str, int]]:
    """account → age band → per cent of its followers, as the network said last; no entry where it says nothing."""
    rows = Measure.objects.filter(account__in=account_ids, delivery=None, name__startswith=AGE, status="ok", value__isnull=False)
    newest = dict(rows.values_list("account").annotate(last=Max("at")))
    found: dict[int, dict[str, int]] = {}
    for account, name, value, at in rows.order_by("name").values_list("account", "name", "value", "at"):
        if at == newest[account] and value is not None:
            found.setdefault(account, {})[name.removeprefix(AGE)] = value
    return found


@dataclass(frozen=True)
class Free:
    """Who may do something without asking: by their role, and for somebody until a day."""

    liberty: Liberty
    names: list[str]
    delegations: list[Delegation]


def free_to(at: datetime) -> list[Free]:
    """Two queries, however many liberties and people there are."""
    roles: dict[tuple[int, str], set[str]] = {}
    found = Grant.objects.current().filter(account__is_active=True).order_by("account__voice__name", "account_id")
    for account, name, role in found.values_list("account_id", "account__voice__name", "role"):
        roles.setdefault((account, name), set()).add(role)
    delegations = list(Delegation.objects.in_force(at).select_related("giver__voice", "deputy__voice").order_by("ends_at", "pk"))
    return [
        Free(
            liberty,
            [name for (_account, name), held in roles.items() if held & (rights[liberty.right].roles | {ADMINISTRATOR})],
            [row for row in delegations if row.act == liberty.act],
        )
        for liberty in liberties
    ]


SHOWN = 5  # publications named under an objective; the others are counted


@dataclass(frozen=True)
class Standing:
    """An objective as the plan shows it: how far it is, in how much of its time, and what was published towards it."""

    row: Objective
    metric: Metric | None
    is_late: bool
    time_percent: int
    pieces: list[Piece]

    @property
    def some(self) -> list[Piece]:
        return self.pieces[:SHOWN]

    @property
    def others(self) -> int:
        return max(0, len(self.pieces) - SHOWN)


def standings(rows: Iterable[Objective], today: date) -> list[Standing]:
    found = list(rows)
    towards = pieces_towards([row.pk for row in found])
    return [
        Standing(row, metrics.get(row.metric), row.due_on < today and not row.reached_at, row.time_percent(today), towards[row.pk])
        for row in found
    ]


def audiences_of(plan: Plan) -> dict[Subject, list[str]]:
    """publication → the audiences that its campaign and its objective name."""
    found: dict[Subject, dict[str, None]] = {}
    campaigns = {
        campaign.pk: [audience.name for audience in campaign.audiences.all()] for campaign in plan.campaigns.prefetch_related("audiences")
    }
    objectives = dict(plan.objectives.filter(audience__isnull=False).values_list("pk", "audience__name"))
    named = [(piece, campaigns[pk]) for pk, some in pieces(list(campaigns)).items() for piece in some]
    named += [(piece, [objectives[pk]]) for pk, some in pieces_towards(list(objectives)).items() for piece in some]
    for piece, names in named:
        found.setdefault(piece.subject, {}).update(dict.fromkeys(names))
    return {subject: list(names) for subject, names in found.items()}
