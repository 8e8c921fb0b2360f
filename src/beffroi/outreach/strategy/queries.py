"""What the pages of the plan read."""

from datetime import datetime, time

from django.db.models import Max
from django.utils import timezone

from beffroi.channels.base.models import Measure
from beffroi.kernel.subjects import Subject
from beffroi.outreach.strategy.models import Campaign, Objective, Plan
from beffroi.outreach.strategy.types import Piece, Scope, contents, metrics


def current() -> Plan | None:
    return Plan.objects.filter(is_current=True).first()


def pieces(campaign_ids: list[int]) -> dict[int, list[Piece]]:
    """The publications of each campaign, from all who publish."""
    found: dict[int, list[Piece]] = {pk: [] for pk in campaign_ids}
    for content in contents:
        for pk, some in content.pieces(campaign_ids).items():
            found[pk] += some
    return found


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
    value = metric.measure(Scope(since=objective.set_at, until=at))
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


def audiences_of(plan: Plan) -> dict[Subject, list[str]]:
    """publication → the audiences that its campaign names."""
    campaigns = {
        campaign.pk: [audience.name for audience in campaign.audiences.all()] for campaign in plan.campaigns.prefetch_related("audiences")
    }
    return {piece.subject: campaigns[pk] for pk, some in pieces(list(campaigns)).items() for piece in some}
