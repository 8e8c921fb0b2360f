"""The plan, its objectives, campaigns, warnings and advice."""

from datetime import timedelta

import pytest
from django.urls import reverse

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Account, Delivery, Heard, Measure
from beffroi.channels.base.types import Message
from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.access import DECIDE
from beffroi.outreach.approvals.models import Delegation
from beffroi.outreach.strategy import actions, advice, jobs, queries
from beffroi.outreach.strategy.models import Campaign, ChannelChoice, Member, Objective, Plan
from beffroi.outreach.strategy.types import Content, Liberty, Metric, Piece, contents, liberties, metrics

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(manager, at):
    changes = {"title": "Plan 2026", "summary": "", "starts_on": at.date(), "ends_on": at.date() + timedelta(days=365), "is_current": True}
    return actions.write_plan(person=manager, at=at, changes=changes)


@pytest.fixture
def account(db):
    return base.connect(kind="feed", name="Fil de test")


def sent(account, at, n=1, subject=None, **message):
    for number in range(n):
        made = base.deliver(
            account=account,
            message=Message("x", **message),
            subject=subject or Subject("nothing", number),
            key=f"{account.pk}-{at}-{number}",
            at=at,
        )
        Delivery.objects.filter(pk=made.pk).update(state=Delivery.SENT, settled_at=at)
    return made


def objective(plan, manager, at, **changes):
    said = {
        "title": "Être lus",
        "metric": "publications",
        "baseline": 0,
        "target": 10,
        "due_on": plan.ends_on,
        "audience": None,
        "owner": None,
    }
    return actions.set_objective(person=manager, at=at, plan=plan, changes=said | changes)


def test_a_plan_begins_with_the_young(plan):
    assert plan.audiences.first().age_to == 17


def test_one_plan_is_followed(plan, manager, at):
    other = actions.write_plan(
        person=manager, at=at, changes={"title": "Autre", "starts_on": at.date(), "ends_on": at.date(), "is_current": True}
    )
    assert queries.current() == other
    assert Plan.objects.filter(is_current=True).count() == 1


@pytest.mark.parametrize("wrong", [{"metric": "love"}, {"baseline": None}, {"target": 0}, {"due_on": None}])
def test_a_wish_is_no_objective(plan, manager, at, wrong):
    with pytest.raises(Refused):
        objective(plan, manager, at, **wrong)
    assert not Objective.objects.exists()


def test_a_citizen_writes_no_plan(plan, alice, at):
    with pytest.raises(Refused):
        objective(plan, alice, at)


def test_progress_counts_from_the_day_it_was_set_and_is_reached_once(plan, manager, account, at):
    made = objective(plan, manager, at, baseline=5, target=8)
    sent(account, at - timedelta(days=1))
    sent(account, at + timedelta(hours=1), n=3)
    value = queries.measured(made, at + timedelta(days=1))
    assert value == 8
    for _twice in range(2):
        actions.keep_point(objective=made, value=value, at=at + timedelta(days=1))
    made.refresh_from_db()
    assert (made.percent, made.points.count(), made.reached_at is not None) == (100, 1, True)


def test_an_objective_may_go_down(plan, manager, at):
    made = objective(plan, manager, at, baseline=100, target=50)
    made.value = 75
    assert made.percent == 50
    made.value = 120
    assert made.percent == 0


def test_silence_warns_and_says_the_figures(plan, manager, account, at):
    ChannelChoice.objects.create(plan=plan, account=account, reason="x", per_week=2)
    sent(account, at - timedelta(weeks=5), n=6)
    (warning,) = advice.warnings(plan, at)
    assert warning.account_id == account.pk
    sent(account, at - timedelta(days=3), n=3)
    assert not advice.warnings(plan, at)


def test_a_channel_that_never_answers_warns(plan, account, at):
    for n in range(3):
        Heard.objects.create(
            account=account,
            remote_id=str(n),
            kind="comment",
            author_address="a",
            author_name="A",
            text="?",
            sent_at=at - timedelta(days=2),
            heard_at=at,
        )
    assert [warning.account_id for warning in advice.warnings(plan, at)] == [account.pk]
    sent(account, at - timedelta(days=1), reply_to="0")  # a thread of our own goes on: nobody was answered
    assert len(advice.warnings(plan, at)) == 1
    Delivery.objects.update(is_answer=True)
    assert not advice.warnings(plan, at)
    choice = ChannelChoice.objects.create(plan=plan, account=account, reason="x", per_week=2)
    assert [warning.text for warning in advice.warnings(plan, at) if str(choice) in warning.text]  # an answer is no publication


def test_the_team_hears_of_silence_once_a_week_and_not_of_what_is_only_unanswered(plan, account, manager, at):
    ChannelChoice.objects.create(plan=plan, account=account, reason="x", per_week=2)
    other = base.connect(kind="site", name="Site")
    ChannelChoice.objects.create(plan=plan, account=other, reason="x", per_week=0)
    actions.keep_part(part=Member(plan=plan), person=manager, changes={"person": manager, "task": "Écrit"})
    for n in range(3):
        said = {"kind": "comment", "author_address": "a", "author_name": "A", "text": "?"}
        Heard.objects.create(account=other, remote_id=str(n), sent_at=clock.now(), heard_at=at, **said)
    assert len(advice.warnings(plan, clock.now())) == 2
    for _twice in range(2):
        jobs.watch_the_rhythm.function()
        run_due(at=clock.now() + timedelta(minutes=1))
    assert [told.params["account"] for told in Notification.objects.filter(kind="strategy:rhythm")] == [account.name]


def measured(at, hour, likes, n, account, start=0):
    for number in range(n):
        moment = (at - timedelta(days=number + 1 + start)).replace(hour=hour)
        delivery = sent(account, moment, subject=Subject("nothing", start + number))
        Measure.objects.create(account=account, delivery=delivery, name="likes", value=likes, at=moment)


def test_an_hour_is_advised_from_enough_publications_only(plan, at):
    account = Account.objects.create(kind="mastodon", name="Ailleurs")
    measured(at, 18, 9, 10, account)
    measured(at, 9, 2, 10, account, start=20)
    (few,) = advice.tips(plan, at, {})
    assert "10" in few.text  # ten more are needed
    measured(at, 9, 2, 12, account, start=40)
    (tip,) = advice.tips(plan, at, {})
    assert "18" in tip.text
    assert "32" in tip.text
    other = Account.objects.create(kind="mastodon", name="Ici")
    measured(at, 9, 1, 5, other)
    _hour, _more, channel, hour = advice.tips(plan, at, {Subject("nothing", n): ["Familles"] for n in range(60)})
    assert "Familles" in channel.text
    assert "Ailleurs" in channel.text
    assert "Familles" in hour.text
    assert "18" in hour.text


def test_a_campaign_measures_its_own_publications(plan, manager, account, at):
    made = actions.write_campaign(
        person=manager, at=at, plan=plan, objectives=[], audiences=[],
        changes={"title": "Été", "description": "", "starts_on": at.date(), "ends_on": at.date(), "cents": 0, "print_cents": 0},
    )  # fmt: skip
    sent(account, at, n=2)

    class Mine(Content):
        kind = "test"

        def pieces(self, campaign_ids):
            return {pk: [Piece(Subject("nothing", 0), "Un", "/", "publié")] for pk in campaign_ids}

        def towards(self, objective_ids):
            return {}

    with contents.with_only(Mine()):
        figures = {
            row["metric"].kind: row["value"] for row in queries.results(made, queries.pieces([made.pk])[made.pk], at + timedelta(days=1))
        }
    assert figures["publications"] == 1
    assert figures["engagement"] is None  # nothing measured is no zero


def test_an_objective_counts_what_points_to_it(plan, manager, account, client, at):
    aimed = objective(plan, manager, at - timedelta(days=9), is_own=True)
    every = objective(plan, manager, at - timedelta(days=9), title="Tous")
    changes = {"title": "Été", "description": "", "starts_on": at.date(), "ends_on": at.date(), "cents": 0, "print_cents": 0}
    campaign = actions.write_campaign(person=manager, at=at, plan=plan, objectives=[aimed], audiences=[], changes=changes)
    sent(account, at - timedelta(days=1), n=5)

    class Mine(Content):
        kind = "test"

        def pieces(self, campaign_ids):
            return {pk: [Piece(Subject("nothing", 0), "Par la campagne", "/", "publié", at)] for pk in campaign_ids}

        def towards(self, objective_ids):
            both = [
                Piece(Subject("nothing", 0), "Par la campagne", "/", "publié", at),
                Piece(Subject("nothing", 1), "Direct", "/", "publié"),
            ]
            return {pk: both for pk in objective_ids if pk == aimed.pk}

    with contents.with_only(Mine()):
        assert (queries.measured(aimed, at), queries.measured(every, at)) == (2, 5)
        shown = sign_in(client, manager).get(reverse("strategy:plan", args=[plan.pk])).content.decode()
        assert "2 publications y contribuent" in shown
        assert "Direct" in shown
        assert "Être lus" in client.get(campaign.get_absolute_url()).content.decode()
    with pytest.raises(Refused, match="toute la commune"):
        objective(plan, manager, at, metric="followers", is_own=True)


def test_the_team_writes_the_plan_in_its_pages(client, manager, at):
    sign_in(client, manager)
    client.post(reverse("strategy:new"), {"title": "Plan", "starts_on": "2026-01-01", "ends_on": "2025-01-01"})
    assert not Plan.objects.exists()
    client.post(reverse("strategy:new"), {"title": "Plan", "starts_on": "2026-01-01", "ends_on": "2026-12-31", "is_current": "on"})
    plan = Plan.objects.get()
    page = client.post(
        reverse("strategy:new_objective", args=[plan.pk]),
        {"title": "Être aimés", "metric": "visits", "baseline": "3", "target": "3", "due_on": "2026-12-31"},
    )
    assert "Être aimés" in page.content.decode()  # what was typed is kept
    assert not Objective.objects.exists()
    client.post(
        reverse("strategy:new_objective", args=[plan.pk]),
        {"title": "Être lus", "metric": "visits", "baseline": "3", "target": "30", "due_on": "2026-12-31"},
    )
    client.post(
        reverse("strategy:new_part", args=[plan.pk, "messages"]),
        {"text": "Chacun compte", "proof": "", "audiences": [plan.audiences.first().pk]},
    )
    client.post(
        reverse("strategy:new_campaign", args=[plan.pk]),
        {"title": "Été", "starts_on": "2026-06-01", "ends_on": "2026-08-31", "euros": "120.50"},
    )
    assert Campaign.objects.get().cents == 12050
    shown = client.get(reverse("strategy:index")).content.decode()
    assert "Être lus" in shown
    assert "Chacun compte" in shown
    campaign = Campaign.objects.get()
    client.post(reverse("strategy:close_campaign", args=[campaign.pk]), {"lesson": "Plus de photos"})
    assert "Plus de photos" in client.get(campaign.get_absolute_url()).content.decode()


def test_the_plan_says_who_may_do_what_without_asking(plan, client, manager, validator, bob, make_person, at):
    now = clock.now()
    give = {"giver": validator, "deputy": bob, "person": validator, "starts_at": now, "ends_at": now + timedelta(days=2), "at": now}
    approvals.delegate(**give, act=Delegation.ANSWER, scopes=["reply:private"])
    with liberties.with_only(Liberty("say", "Dire", DECIDE, Delegation.ANSWER)):
        (free,) = queries.free_to(now)
        assert [row.deputy for row in free.delegations] == [bob]
        assert validator.voice.name in free.names
        assert manager.voice.name not in free.names
        assert queries.free_to(now + timedelta(days=2))[0].delegations == []
        shown = sign_in(client, manager).get(reverse("strategy:plan", args=[plan.pk])).content.decode()
    assert f"{bob.voice.name} pour {validator.voice.name}" in shown


def test_a_metric_may_come_from_above(plan, manager, at):
    with metrics.with_more(Metric("hugs", "Hugs", "Counted.", lambda scope: 4)):
        assert queries.measured(objective(plan, manager, at, metric="hugs"), at) == 4


def test_ages_are_shown_where_the_network_declares_them_and_unknown_elsewhere(plan, account, manager, client, at):
    other = base.connect(kind="site", name="Le site")
    for one in (account, other):
        ChannelChoice.objects.create(plan=plan, account=one, reason="Ils y sont", per_week=1)
    for moment, young in ((at - timedelta(days=1), 90), (at, 34)):
        Measure.objects.create(account=account, name="age_13-17", value=young, at=moment)
    Measure.objects.create(account=account, name="age_25-34", value=66, at=at)
    Measure.objects.create(account=other, name="ages", value=None, status="unavailable", at=at)
    assert queries.ages([account.pk, other.pk]) == {account.pk: {"13-17": 34, "25-34": 66}}
    shown = sign_in(client, manager).get(reverse("strategy:plan", args=[plan.pk])).content.decode()
    assert "34\u202f%" in shown
    assert shown.count("inconnu") >= 2
