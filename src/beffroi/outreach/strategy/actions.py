"""Writing the plan, and keeping the figures of its objectives."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.ground.people.models import Account as Person
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.text import slug
from beffroi.outreach.strategy.facts import ObjectiveReached, ObjectiveSet, RhythmFell
from beffroi.outreach.strategy.models import Audience, Campaign, ChannelChoice, KeyMessage, Member, Objective, Plan, Point
from beffroi.outreach.strategy.rules import may_edit, must_be_measurable, must_be_told_apart, must_end_after

Part = Audience | KeyMessage | ChannelChoice | Member


def usual_audiences() -> list[dict[str, Any]]:
    """Whom a commune forgets least if it begins with them; the young first."""
    return [
        {"name": _("Teenagers"), "age_from": 11, "age_to": 17, "description": _("On their phone, in short videos and stories; through the school, the clubs and their parents.")},
        {"name": _("Young adults"), "age_from": 18, "age_to": 29, "description": _("Work, housing, evenings. They follow accounts rather than sites.")},
        {"name": _("Families"), "age_from": 30, "age_to": 59, "description": _("School, roads, activities. Short of time: short texts, clear dates.")},
        {"name": _("Older people"), "age_from": 60, "age_to": None, "description": _("E-mail, paper, the market, the counter. Many are volunteers.")},
    ]  # fmt: skip


@transaction.atomic
def write_plan(*, person: Person, at: datetime, changes: dict[str, Any], plan: Plan | None = None) -> Plan:
    """Begin a plan (with the usual audiences) or change it; the one we follow is one."""
    require(may_edit(person), must_end_after(changes["starts_on"], changes["ends_on"]))
    is_new = plan is None
    plan = plan or Plan(created_at=at)
    for name, value in changes.items():
        setattr(plan, name, value)
    if plan.is_current:
        Plan.objects.exclude(pk=plan.pk).filter(is_current=True).update(is_current=False)
    plan.save()
    if is_new:
        Audience.objects.bulk_create(Audience(plan=plan, order=n, **said) for n, said in enumerate(usual_audiences()))
    return plan


@transaction.atomic
def keep_part(*, part: Part, person: Person, changes: dict[str, Any], audiences: list[Audience] | None = None) -> Part:
    """An audience, a key message, a channel, a member: added or changed."""
    require(may_edit(person))
    for name, value in changes.items():
        setattr(part, name, value)
    part.save()
    if audiences is not None and isinstance(part, KeyMessage | ChannelChoice):
        part.audiences.set(audiences)
    return part


@transaction.atomic
def drop_part(*, part: Part | Objective, person: Person) -> None:
    require(may_edit(person))
    part.delete()


@transaction.atomic
def set_objective(*, person: Person, at: datetime, plan: Plan, changes: dict[str, Any], objective: Objective | None = None) -> Objective:
    """An objective that can be measured; its first figure is where it stands."""
    require(
        may_edit(person),
        must_be_measurable(changes["metric"], changes["baseline"], changes["target"], changes["due_on"]),
        must_be_told_apart(changes["metric"], changes.get("is_own", False)),
    )
    is_new = objective is None
    objective = objective or Objective(plan=plan, set_at=at)
    for name, value in changes.items():
        setattr(objective, name, value)
    if is_new:
        objective.value, objective.measured_at = objective.baseline, at
    objective.save()
    if is_new:
        record(ObjectiveSet(objective_id=objective.pk))
    return objective


@transaction.atomic
def keep_point(*, objective: Objective, value: int, at: datetime) -> None:
    """Today's figure; reached is said once."""
    Point.objects.update_or_create(objective=objective, day=at.date(), defaults={"value": value})
    Objective.objects.filter(pk=objective.pk).update(value=value, measured_at=at)
    is_up = objective.target > objective.baseline
    if (value >= objective.target if is_up else value <= objective.target) and Objective.objects.filter(
        pk=objective.pk, reached_at=None
    ).update(reached_at=at):
        record(ObjectiveReached(objective_id=objective.pk))


@transaction.atomic
def write_campaign(
    *, person: Person, at: datetime, plan: Plan, changes: dict[str, Any], objectives: list[Objective], audiences: list[Audience],
    campaign: Campaign | None = None,
) -> Campaign:  # fmt: skip
    """Group publications towards objectives."""
    require(may_edit(person), must_end_after(changes["starts_on"], changes["ends_on"]))
    campaign = campaign or Campaign(plan=plan, created_at=at)
    for name, value in changes.items():
        setattr(campaign, name, value)
    if not campaign.slug:
        campaign.slug = _free_slug(campaign.title)
    campaign.save()
    campaign.objectives.set(objectives)
    campaign.audiences.set(audiences)
    return campaign


def _free_slug(title: str) -> str:
    base = slug(title)[:50] or "campagne"
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(name for n in range(1, 10_000) if (name := base if n == 1 else f"{base}-{n}") not in taken)


@transaction.atomic
def close_campaign(*, campaign: Campaign, person: Person, lesson: str, at: datetime) -> None:
    """It is over: what was learnt is written down."""
    require(may_edit(person))
    Campaign.objects.filter(pk=campaign.pk).update(closed_at=at, lesson=lesson)


@transaction.atomic
def tell_silence(*, account: ChannelAccount, week: str) -> None:
    record(RhythmFell(account_id=account.pk, week=week))
