"""The two rules of French public law, from the desk of publications to what everybody reads."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from beffroi.channels.base import actions as base
from beffroi.channels.site.models import Article
from beffroi.commons.notifications.models import Notification
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.rules import Refused
from beffroi.outreach.approvals.actions import keep_workflow
from beffroi.outreach.approvals.models import Approval, Stage, Step, Workflow
from beffroi.outreach.approvals.types import reviewables, scope_choices, workflow_for
from beffroi.outreach.neutrality import actions as neutrality
from beffroi.outreach.neutrality.models import Election, Flag, Group, Member, Setting, SlotRule
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.models import Post

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    """Now: what the worker does goes by the clock."""
    return clock.now()


def work():
    run_due(at=clock.now() + timedelta(minutes=1))


@pytest.fixture
def site():
    return base.connect(kind="site", name="Site")


@pytest.fixture
def election(at):
    return Election.objects.create(name="Municipales", level=Election.MUNICIPAL, month=at.date().replace(day=1))


@pytest.fixture
def make(manager, site, at):
    return lambda text, **more: actions.draft(title="La place", text=text, author=manager, at=at, accounts=[site], **more)


def test_praise_in_an_election_period_needs_two_people_and_reasons(make, election, manager, validator, official, at):
    post = make("Un bilan exceptionnel pour la commune.")
    ask = {"post": post, "person": manager, "validators": [validator], "at": at}
    with pytest.raises(Refused) as refused:
        actions.submit(**ask)
    assert refused.value.refusal.code == "second_approval"
    with pytest.raises(Refused) as refused:
        actions.submit(second=[official], reason=" ", **ask)
    assert refused.value.refusal.code == "no_reason"
    actions.submit(second=[official], reason="Rapport annuel, chaque mars depuis 2019", **ask)
    assert Flag.objects.get().warnings == ["praise", "record"]
    assert actions.decide(post=post, person=validator, is_approved=True, at=at).state == Post.SUBMITTED
    assert actions.decide(post=post, person=official, is_approved=True, comment="Document habituel", at=at).state == Post.APPROVED
    assert actions.publish(post=post, at=at)


@pytest.mark.parametrize(("text", "kind"), [("La piscine ouvre samedi.", Post.NEWS), ("Crue : un bilan provisoire.", Post.ALERT)])
def test_neutral_texts_and_alerts_go_as_always(text, kind, make, election, manager, validator, at):
    post = make(text, kind=kind)
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    assert actions.decide(post=post, person=validator, is_approved=True, at=at).state == Post.APPROVED


def test_an_approved_praise_cannot_be_moved_into_the_period(make, manager, validator, at):
    post = make("Un bilan exceptionnel.", publish_at=at + timedelta(days=1))
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    actions.decide(post=post, person=validator, is_approved=True, at=at)
    Election.objects.create(name="Municipales", level=Election.MUNICIPAL, month=(at + timedelta(days=245)).date().replace(day=1))
    actions.move(post=post, person=manager, publish_at=at + timedelta(days=3), at=at)
    with pytest.raises(Refused) as refused:
        actions.move(post=post, person=manager, publish_at=at + timedelta(days=80), at=at)
    assert refused.value.refusal.code == "election"


def test_another_hour_keeps_the_approval_and_tells_its_readers(make, manager, validator, alice, at):
    post = make("La piscine ouvre samedi.", publish_at=at + timedelta(days=1))
    actions.submit(post=post, person=manager, validators=[validator], at=at)
    actions.decide(post=post, person=validator, is_approved=True, at=at)
    moved = actions.move(post=post, person=manager, publish_at=at + timedelta(days=2), at=at)
    work()
    assert actions.is_approved(moved)
    assert Approval.objects.get().due_at == at + timedelta(days=2)
    assert Notification.objects.filter(account=validator, kind="approvals:moved").count() == 1
    for person, hour, code in ((alice, at + timedelta(days=3), "no_right"), (manager, at - timedelta(hours=1), "past")):
        with pytest.raises(Refused) as refused:
            actions.move(post=post, person=person, publish_at=hour, at=at)
        assert refused.value.refusal.code == code


def test_the_form_asks_for_the_second_person_and_keeps_what_was_typed(make, manager, validator, official):
    Election.objects.create(name="Municipales", level=Election.MUNICIPAL, month=clock.now().date().replace(day=1))
    post, desk = make("Un bilan exceptionnel."), sign_in(Client(), manager)
    assert "exceptionnel" in desk.get(reverse("posts:show", args=[post.pk])).content.decode().split("<q>")[1]
    page = reverse("posts:submit", args=[post.pk])
    answer = desk.post(page, {"validators": [validator.pk], "second": [official.pk], "reason": ""}).content.decode()
    assert "error-summary" in answer
    assert desk.post(page, {"validators": [validator.pk], "second": [official.pk], "reason": "Habituel"}).status_code == 302
    assert Approval.objects.get().stages.count() == 2


@pytest.fixture
def tribune(site, validator):
    Setting.objects.create(pk=1, has_space=True, hold_by=validator, check_hours=24)
    group = Group.objects.create(name="Agir ensemble", seats=4)
    rule = SlotRule.objects.create(group=group, count=2, period=SlotRule.MONTH, starts_on=date(2026, 1, 1))
    member = Member.objects.create(group=group, name="Anne Roy", email="roy@example.org")

    def handed_in(at):
        return neutrality.submit(member=member, rule=rule, title="Notre avis", text="Ce bilan est un **échec**.", at=at)

    return handed_in


def test_the_oppositions_words_go_out_as_they_are_and_nobody_changes_them(tribune, election, manager, at):
    tribune(at)
    work()
    work()
    post = Post.objects.get()
    assert (post.state, post.kind, post.publish_at) == (Post.APPROVED, Post.TRIBUNE, at + timedelta(hours=24))
    with pytest.raises(Refused) as refused:
        actions.edit(post=post, person=manager, base_version=post.version, at=at, accounts=[], changes={"text": "Adouci"})
    assert refused.value.refusal.code == "tribune"
    assert not Post.objects.due(at).exists()
    assert actions.publish(post=post, at=at + timedelta(hours=24))
    article = Article.objects.get()
    assert "Ce bilan est un **échec**." in article.text
    assert "Agir ensemble" in article.text


def test_what_is_held_does_not_go_out_and_what_is_released_does(tribune, validator, at):
    row = tribune(at)
    work()
    neutrality.hold(tribune=row, person=validator, reason="Diffamation", at=at)
    work()
    assert not Post.objects.due(at + timedelta(days=9)).exists()
    neutrality.release(tribune=row, person=validator, at=at + timedelta(hours=2))
    work()
    assert Post.objects.due(at + timedelta(days=2)).count() == 1


def test_a_colleague_who_is_called_hears_of_it(make, manager, validator, at):
    actions.comment(post=make("Texte"), person=manager, text="@Victor, qu’en dis-tu ?", at=at)
    assert Notification.objects.get(kind="approvals:mentioned").account == validator


def test_a_way_for_one_kind_is_taken_for_that_kind(make, admin, at):
    way = keep_workflow(person=admin, at=at, name="Alertes", scopes=["kind:alert"], order=10, is_active=True)
    alert, news = make("Crue", kind=Post.ALERT), make("Fête")
    assert workflow_for(reviewables["post"].scopes(alert.pk)) == way
    assert workflow_for(reviewables["post"].scopes(news.pk)) is None
    assert "kind:alert" in {word for _label, choices in scope_choices() for word, _name in choices}


def test_a_reader_whose_step_says_so_mends_the_text_and_the_approval_is_void(make, manager, validator, site, at):
    workflow = Workflow.objects.create(name="Relecture")
    step = Step.objects.create(workflow=workflow, position=1, name="Relecture", may_edit=False)
    step.people.add(validator)
    post = make("Une fote.")
    change = {"person": validator, "base_version": post.version, "at": at, "accounts": [site], "changes": {"text": "Une faute."}}
    actions.submit(post=post, person=manager, workflow=workflow, at=at)
    with pytest.raises(Refused):
        actions.edit(post=post, **change)
    Stage.objects.update(may_edit=True)
    assert actions.edit(post=post, **change).state == Post.DRAFT
    assert Approval.objects.get().state == Approval.VOID
