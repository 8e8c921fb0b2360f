"""A period that begins after a text was sent asks for its second reading all the same."""

from datetime import date, timedelta

import pytest

from beffroi.channels.base import actions as base
from beffroi.channels.base.models import Delivery
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Stage
from beffroi.outreach.neutrality.models import Election, Flag
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post, Series

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return base.connect(kind="site", name="Le site")


@pytest.fixture
def open_period(at):
    """An election whose window holds any day around `at`, known only from the call on."""
    return lambda: Election.objects.create(name="Municipales", level=Election.MUNICIPAL, month=date(at.year, at.month, 1))


@pytest.fixture
def praise(manager, validator, site, at):
    post = actions.draft(title="La place", text="Un bilan exceptionnel.", author=manager, at=at, accounts=[site])
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    return post


def decide(post, person, at, **said):
    return actions.decide(post=post, person=person, is_approved=True, at=at, **said)


def test_sent_before_the_period_and_approved_inside_it_waits_for_somebody_else(praise, open_period, validator, official, at):
    open_period()
    assert decide(praise, validator, at).state == Post.SUBMITTED
    with pytest.raises(Refused):
        decide(praise, validator, at, comment="Encore moi")
    with pytest.raises(Refused) as refused:
        decide(praise, official, at)
    assert refused.value.refusal.code == "no_reason"
    assert not Flag.objects.exists()
    assert decide(praise, official, at, comment="Rapport de chaque année").state == Post.APPROVED
    assert [(flag.by, flag.reason) for flag in Flag.objects.all()] == [(official, "Rapport de chaque année")]
    assert actions.publish(post=praise, at=at)


def test_approved_before_and_due_inside_it_is_stopped_at_its_hour(praise, open_period, validator, official, at):
    decide(praise, validator, at)
    open_period()
    assert not actions.publish(post=praise, at=at)
    praise.refresh_from_db()
    assert praise.state == Post.SUBMITTED
    assert not Delivery.objects.exists()
    decide(praise, official, at, comment="Neutre")
    assert actions.publish(post=praise, at=at)


def test_where_nobody_else_may_approve_it_goes_back_with_the_reason(praise, open_period, validator, official, at):
    open_period()
    official.grants.all().delete()
    assert decide(praise, validator, at).state == Post.CHANGES
    assert "deuxième personne" in approvals.latest(actions.subject_of(praise)).comment


def test_neutral_words_sent_before_need_nobody_more(manager, validator, site, open_period, at):
    post = actions.draft(title="Piscine", text="Elle ouvre samedi.", author=manager, at=at, accounts=[site])
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    open_period()
    assert decide(post, validator, at).state == Post.APPROVED


def test_an_approved_template_is_read_again_and_an_alert_is_not(manager, validator, official, site, open_period, at):
    open_period()
    for kind, state in (("news", Post.SUBMITTED), ("crisis", Post.APPROVED)):
        template = actions.keep_template(
            template=None, person=manager, at=at, name=kind, kind=kind, title="{rue}", text="Un chantier exemplaire {rue}."
        )
        actions.approve_template(template=template, person=validator, at=at)
        post = actions.from_template(template=template, values={"rue": "rue Haute"}, person=manager, at=at, accounts=[site], at_once=True)
        assert post.state == state
    waiting = Post.objects.get(kind="news")
    assert decide(waiting, official, at, comment="Travaux").state == Post.APPROVED


def test_an_evergreen_repeat_is_read_again(manager, validator, site, open_period, at):
    model = actions.draft(title="La halle", text="Une halle remarquable.", author=manager, at=at, accounts=[site])
    hour = at + timedelta(days=3)
    ends = (at + timedelta(days=90)).date()
    series = actions.repeat(
        post=model, person=manager, at=at, rhythm=Series.WEEKLY, interval=1, next_at=hour, ends_on=ends, is_evergreen=True
    )
    actions.confirm_series(series=series, person=validator, at=at)
    open_period()
    made = actions.make_next(series=series, at=at)
    assert made.state == Post.SUBMITTED
    assert Stage.objects.get().is_second
