"""What the commune wants to reach by speaking: its plan of the year, followed for some months."""

from datetime import datetime, timedelta
from typing import Any

from beffroi.channels.base.models import Account as ChannelAccount
from beffroi.outreach.posts.actions.publishing import make_kit
from beffroi.outreach.posts.models import Post
from beffroi.outreach.strategy import actions as strategy
from beffroi.outreach.strategy.models import Audience, ChannelChoice, KeyMessage, Member, Plan
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER, VALIDATOR, MODERATOR = (f"{name}@clairbourg.example" for name in ("communication", "cabinet", "moderation"))


def fill_plan(at: datetime) -> None:
    said, past = content("plan"), Past(at)
    with past.at(said["begins"]) as then:
        plan = strategy.write_plan(
            person=person(MANAGER), at=then,
            changes={
                "title": said["title"], "summary": said["summary"].strip(), "starts_on": then.date(),
                "ends_on": then.date() + timedelta(days=365), "adopted_on": then.date(), "is_current": True,
            },
        )  # fmt: skip
        audiences = {audience.name: audience for audience in plan.audiences.all()}
        _parts(plan, said, audiences)
        for row in said["objectives"]:
            _objective(plan, row, audiences, then, at)
    for row in said["campaigns"]:
        _campaign(plan, row, audiences, past)
    for post in Post.objects.filter(published_at__isnull=False):
        _visits(post)


def _parts(plan: Plan, said: dict[str, Any], audiences: dict[str, Audience]) -> None:
    manager, every = person(MANAGER), list(audiences.values())
    for n, row in enumerate(said["messages"]):
        changes = {"text": row["text"], "proof": row.get("proof", ""), "order": n}
        strategy.keep_part(part=KeyMessage(plan=plan), person=manager, changes=changes, audiences=every)
    for row in said["channels"]:
        account = ChannelAccount.objects.filter(kind=row["kind"]).first()
        if account:
            changes = {"account": account, "reason": row["reason"], "per_week": row["per_week"]}
            strategy.keep_part(
                part=ChannelChoice(plan=plan), person=manager, changes=changes, audiences=[every[n] for n in row["audiences"]]
            )
    for email, task in ((MANAGER, said["team"]["manager"]), (VALIDATOR, said["team"]["validator"]), (MODERATOR, said["team"]["moderator"])):
        strategy.keep_part(part=Member(plan=plan), person=manager, changes={"person": person(email), "task": task})


def _objective(plan: Plan, row: dict[str, Any], audiences: dict[str, Audience], then: datetime, at: datetime) -> None:
    """One measure a month from its start to where it is today."""
    made = strategy.set_objective(
        person=person(MANAGER), at=then, plan=plan,
        changes={
            "title": row["title"], "metric": row["metric"], "baseline": row["baseline"], "target": row["target"],
            "due_on": plan.ends_on, "audience": list(audiences.values())[row["audience"]], "owner": person(MANAGER),
        },
    )  # fmt: skip
    steps = row["figures"]
    for n, value in enumerate(steps):
        strategy.keep_point(objective=made, value=value, at=then + (at - then) * (n + 1) / len(steps))


def _visits(post: Post) -> None:
    """Who came by the address on the poster: most in the first days."""
    if post.published_at:
        link = make_kit(post=post, person=person(MANAGER), at=post.published_at)
        actions.came(link=link, since=post.published_at.date(), counts=[6, 4, 3, 2, 2, 1, 1, 1, 1, 1])


def _campaign(plan: Plan, row: dict[str, Any], audiences: dict[str, Audience], past: Past) -> None:
    with past.at(row["day"]) as then:
        made = strategy.write_campaign(
            person=person(MANAGER), at=then, plan=plan, audiences=[list(audiences.values())[n] for n in row["audiences"]],
            objectives=list(plan.objectives.all()[: row["objectives"]]),
            changes={
                "title": row["title"], "description": row["description"].strip(), "starts_on": then.date(),
                "ends_on": then.date() + timedelta(days=row["days"]), "cents": row["cents"], "print_cents": row["print_cents"],
            },
        )  # fmt: skip
    for post in Post.objects.filter(title__in=row["posts"]):
        actions.gather(post=post, campaign=made)
    if lesson := row.get("lesson"):
        with past.at(row["day"] + row["days"] + 5) as then:
            strategy.close_campaign(campaign=made, person=person(MANAGER), lesson=lesson, at=then)
