from datetime import date, timedelta

import pytest
from django.utils import timezone

from beffroi.channels.base import actions as base
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refused
from beffroi.outreach.posts import actions
from beffroi.outreach.posts.blanks import names_in
from beffroi.outreach.posts.models import Post, Series, Template
from beffroi.outreach.posts.queries import goes_at_once, unconfirmed
from beffroi.outreach.posts.statements import STATEMENTS

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return base.connect(kind="site", name="Le site")


@pytest.fixture
def template(manager, at):
    text = "La {rue} est fermée jusqu’à {heure}."
    return actions.keep_template(
        template=None, person=manager, at=at, name="Rue fermée", kind="practical", title="{rue} fermée", text=text, valid_hours=4
    )


VALUES = {"rue": "Rue Haute", "heure": "18 h"}


def use(template, manager, site, at, **more):
    return actions.from_template(template=template, values=VALUES, person=manager, at=at, accounts=[site], **more)


def test_an_approved_template_with_only_its_blanks_filled_goes_at_once(template, manager, validator, site, at):
    with pytest.raises(Refused):
        use(template, manager, site, at, at_once=True)
    actions.approve_template(template=template, person=validator, at=at)
    post = use(template, manager, site, at, at_once=True)
    assert post.state == Post.APPROVED
    assert post.valid_until == at + timedelta(hours=4)
    assert actions.publish(post=post, at=at)


def test_another_wording_or_a_year_later_needs_a_reading_again(template, manager, validator, at):
    actions.approve_template(template=template, person=validator, at=at)
    assert goes_at_once(template, at)
    assert not goes_at_once(template, at + timedelta(days=366))
    actions.keep_template(template=template, person=manager, at=at, text="La {rue} est ouverte.")
    assert not goes_at_once(Template.objects.get(), at)


@pytest.mark.parametrize("value", ["https://mal.example", "[lien](x)", "a\nb", "x" * 161, "@[Maire]", ""])
def test_a_blank_of_the_fast_lane_holds_words_only(template, manager, validator, site, at, value):
    actions.approve_template(template=template, person=validator, at=at)
    with pytest.raises(Refused):
        actions.from_template(template=template, values=VALUES | {"rue": value}, person=manager, at=at, accounts=[site], at_once=True)
    assert not Post.objects.exists()


def test_an_edit_after_the_fast_lane_needs_a_reading(template, manager, validator, site, at):
    actions.approve_template(template=template, person=validator, at=at)
    post = use(template, manager, site, at, at_once=True)
    actions.edit(post=post, person=manager, base_version=post.version, at=at, accounts=[site], changes={"text": "Autre chose"})
    assert not actions.publish(post=post, at=at)


def test_holding_statements_fit_their_short_networks_and_are_added_once(manager, at):
    assert actions.install_templates(rows=STATEMENTS, person=manager, at=at) == len(STATEMENTS)
    assert actions.install_templates(rows=STATEMENTS, person=manager, at=at) == 0
    for row in STATEMENTS:
        assert all(len(text) <= 200 for text in row["blocks"].values()), row["name"]
    crises = Template.objects.exclude(hazard="")
    assert all("heure du prochain point" in names_in(template) for template in crises)


def test_the_desk_fills_a_template_in(template, manager, validator, site, client, at):
    sign_in(client, validator)
    client.post(f"/bureau/publications/templates/{template.pk}/approve/")
    sign_in(client, manager)
    page = client.get(f"/bureau/publications/templates/{template.pk}/")
    assert "Publier maintenant" in page.content.decode()
    client.post(page.wsgi_request.path, {"blank_0": "Rue Basse", "blank_1": "midi", "accounts": [site.pk], "act": "at_once"})
    assert Post.objects.get().title == "Rue Basse fermée"
    assert Post.objects.get().state in (Post.APPROVED, Post.PUBLISHED)


def test_nobody_approves_their_own_template(template, manager, admin, at):
    with pytest.raises(Refused):
        actions.approve_template(template=template, person=manager, at=at)


@pytest.fixture
def model(manager, site, at):
    return actions.draft(title="Marché", text="Tous les samedis.", author=manager, at=at, accounts=[site])


def repeat(model, manager, at, **more):
    columns = {"rhythm": Series.WEEKLY, "interval": 1, "next_at": at + timedelta(days=3), "ends_on": (at + timedelta(days=20)).date()}
    return actions.repeat(post=model, person=manager, at=at, **columns | {"days_ahead": 7} | more)


def make_all(series, at):
    made = []
    while post := actions.make_next(series=series, at=at):
        made.append(post)
    return made


def test_drafts_are_made_ahead_once_until_the_last_day(model, manager, at):
    series = repeat(model, manager, at)
    first = make_all(series, at)
    assert [(post.state, post.publish_at) for post in first] == [(Post.DRAFT, at + timedelta(days=3))]
    assert make_all(series, at) == []
    make_all(series, at + timedelta(days=60))
    assert Post.objects.filter(series=series).count() == 3
    assert Series.objects.get().stopped_at


def test_the_hour_of_the_clock_stays_through_the_change_of_season(model, manager, at):
    series = repeat(model, manager, at, next_at=at + timedelta(days=14), ends_on=date(2026, 6, 1))  # 26 March 12:00, before summer time
    make_all(series, at + timedelta(days=30))
    hours = {timezone.localtime(post.publish_at).hour for post in Post.objects.filter(series=series)}
    assert hours == {12}


def test_the_last_day_of_a_month_comes_back_after_february(model, manager, at):
    first = at.replace(month=1, day=31) + timedelta(days=365)
    series = repeat(model, manager, at, rhythm=Series.MONTHLY, next_at=first, ends_on=date(2027, 4, 1), days_ahead=60)
    make_all(series, first + timedelta(days=120))
    days = [timezone.localtime(post.publish_at).day for post in Post.objects.filter(series=series).order_by("publish_at")]
    assert days == [31, 28, 31]


def test_evergreen_goes_out_as_long_as_it_was_said_to_be_still_true(model, manager, validator, site, at):
    series = repeat(model, manager, at, is_evergreen=True, review_months=1)
    assert unconfirmed(at) == [series]
    actions.confirm_series(series=series, person=validator, at=at)
    assert [post.state for post in make_all(series, at)] == [Post.APPROVED]
    actions.edit(post=model, person=manager, base_version=1, at=at, accounts=[site], changes={"text": "Tous les dimanches."})
    series = Series.objects.select_related("model").get()
    assert [post.state for post in make_all(series, at + timedelta(days=7))] == [Post.DRAFT]
