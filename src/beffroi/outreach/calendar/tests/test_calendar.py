from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar

from beffroi.channels.base import actions as base
from beffroi.ground.people.testing import sign_in
from beffroi.kernel import clock
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.calendar import actions, planning
from beffroi.outreach.calendar.models import FeedKey, Quota, Slot
from beffroi.outreach.calendar.planning import Filters
from beffroi.outreach.neutrality.models import Election
from beffroi.outreach.posts import actions as posts
from beffroi.outreach.posts.models import Post, Series

pytestmark = pytest.mark.django_db
INDEX = "/bureau/calendrier/"


@pytest.fixture
def site():
    return base.connect(kind="site", name="Site")


@pytest.fixture
def soon():
    """Ten in the morning, three days from now."""
    day = timezone.localdate(clock.now()) + timedelta(days=3)
    return timezone.make_aware(datetime.combine(day, time(10)), timezone.get_default_timezone())


@pytest.fixture
def make(manager, site):
    def made(title="Fontaine", **more):
        return posts.draft(title=title, text="Elle coule.", author=manager, at=clock.now(), accounts=[site], **more)

    return made


@pytest.fixture
def desk(manager):
    return sign_in(Client(), manager)


@pytest.mark.parametrize("view", ["mois", "semaine", "liste"])
def test_each_view_shows_the_hour_the_state_and_the_channel(view, make, soon, desk):
    make(publish_at=soon)
    make("Sans heure")
    shown = desk.get(INDEX, {"vue": view, "le": soon.date().isoformat()}).content.decode()
    for words in ("10:00", "Fontaine", "brouillon", "Site", "Sans heure", "deplacer/"):
        assert words in shown


def test_wrong_words_in_the_address_are_passed_over(desk):
    assert desk.get(INDEX, {"vue": "x", "le": "9999-99-99", "canal": "²", "campagne": "1" * 40}).status_code == 200


@pytest.mark.parametrize(
    ("filters", "is_shown"),
    [({"canal": "site"}, True), ({"canal": "feed"}, False), ({"etat": "approved"}, False), ({"sorte": "post"}, True)],
)
def test_the_filters(filters, is_shown, make, soon, site, desk):
    make(publish_at=soon)
    pks = {"site": site.pk, "feed": base.connect(kind="feed", name="Fil").pk}
    asked = {name: pks.get(word, word) for name, word in filters.items()}
    assert ("Fontaine" in desk.get(INDEX, asked | {"le": soon.date().isoformat()}).content.decode()) == is_shown


def test_a_post_dropped_on_a_day_keeps_its_hour_and_its_approval(make, soon, desk, manager, validator):
    post = make(publish_at=soon)
    posts.submit(post=post, person=manager, validators=[validator], at=clock.now())
    posts.decide(post=post, person=validator, is_approved=True, at=clock.now())
    later = soon + timedelta(days=2)
    answer = desk.post(reverse("calendar:move", args=[post.pk]), {"day": later.date().isoformat(), "back": INDEX})
    assert answer["Location"] == INDEX
    moved = Post.objects.get()
    assert timezone.localtime(moved.publish_at).replace(tzinfo=None) == timezone.localtime(soon).replace(tzinfo=None) + timedelta(days=2)
    assert moved.state == Post.APPROVED
    assert posts.is_approved(moved)
    assert Approval.objects.get().due_at == moved.publish_at


@pytest.mark.parametrize(("hour", "said"), [("16:00", (16, 0)), ("", (10, 0)), ("25:99", (10, 0))])
def test_in_the_week_it_may_be_dropped_on_another_hour(hour, said, make, soon, desk):
    post = make(publish_at=soon)
    desk.post(reverse("calendar:move", args=[post.pk]), {"day": (soon + timedelta(days=1)).date().isoformat(), "hour": hour, "back": INDEX})
    moved = timezone.localtime(Post.objects.get().publish_at)
    assert (moved.hour, moved.minute) == said


def test_the_plain_form_moves_and_says_what_is_wrong_where_it_is(make, soon, desk):
    post = make(publish_at=soon)
    page = reverse("calendar:move", args=[post.pk])
    assert "Fontaine" in desk.get(page, {"back": "https://ailleurs.example/"}).content.decode()
    past = desk.post(page, {"publish_at": "2020-01-01T10:00", "back": "https://ailleurs.example/"}).content.decode()
    assert "2020-01-01T10:00" in past
    assert "error-summary" in past
    assert "ailleurs.example" not in past
    desk.post(page, {"publish_at": ""})
    assert Post.objects.get().publish_at is None


def test_who_only_reads_moves_nothing(make, soon, validator, bob, alice):
    post = make(publish_at=soon)
    reader = sign_in(Client(), validator)
    assert "deplacer/" not in reader.get(INDEX, {"le": soon.date().isoformat()}).content.decode()
    assert reader.post(reverse("calendar:move", args=[post.pk]), {"publish_at": ""}).status_code == 403
    technician = sign_in(Client(), bob).get(INDEX, {"le": soon.date().isoformat()})
    assert technician.status_code == 200
    assert "Fontaine" not in technician.content.decode()  # drafts are for those who may read them
    assert sign_in(Client(), alice).get(INDEX).status_code == 403


def test_slots_quotas_and_neighbours(make, soon, desk, site, manager):
    for hour in (soon, soon + timedelta(minutes=20), soon + timedelta(hours=4)):
        make(publish_at=hour)
    page = reverse("calendar:agreed")
    desk.post(page, {"which": "slot", "account": site.pk, "weekday": soon.weekday(), "hour": "10:00"})
    desk.post(page, {"which": "slot", "account": site.pk, "weekday": soon.weekday(), "hour": "17:30"})
    desk.post(page, {"which": "quota", "account": site.pk, "per_week": 2})
    assert "error-summary" in desk.post(page, {"which": "slot", "account": site.pk, "weekday": 0, "hour": "26:00"}).content.decode()
    days, warnings = planning.plan(manager, planning.WEEK, soon.date(), Filters(), clock.now())
    here = next(day for day in days if day.date == soon.date())
    assert here.slots == ["17:30 Site"]
    assert [bool(item.remark) for item in here.items if item.kind == "post"] == [False, True, False]
    assert len(warnings) == 1
    desk.post(page, {"which": "quota", "account": site.pk, "per_week": ""})
    desk.post(reverse("calendar:remove_slot", args=[Slot.objects.first().pk]))
    assert (Slot.objects.count(), Quota.objects.count()) == (1, 0)


def test_elections_and_holidays_stand_beside(manager, at):
    Election.objects.create(name="Municipales", level=Election.MUNICIPAL, month=at.date().replace(month=11, day=1))
    items = planning.items_between(
        manager, planning.moment(at.date().replace(month=5, day=1)), planning.moment(at.date().replace(month=5, day=9)), at
    )
    assert [(item.kind, item.dated.starts_at.day) for item in items] == [("election", 1), ("holiday", 1), ("holiday", 8)]


def test_what_comes_again_is_seen_ahead(make, soon, manager):
    post = make(publish_at=soon)
    next_at, last = soon + timedelta(days=7), soon.date() + timedelta(days=20)
    Series.objects.create(model=post, rhythm=Series.WEEKLY, next_at=next_at, ends_on=last, made_by=manager, created_at=clock.now())
    items = planning.items_between(manager, soon, soon + timedelta(days=60), clock.now())
    assert [item.dated.starts_at for item in items if item.kind == "series"] == [next_at, next_at + timedelta(days=7)]


def test_the_feed_is_read_back_and_follows_the_rights_of_its_person(make, soon, desk, manager):
    make("Fête, place de l’Église", publish_at=soon)
    shown = desk.post(reverse("calendar:subscribe")).content.decode()
    address = shown.split("/calendrier/equipe/")[1].split(".ics")[0]
    assert address not in desk.get(reverse("calendar:subscribe")).content.decode()
    feed = reverse("calendar_feed:feed", args=[address])
    answer = Client().get(feed)
    assert answer["Content-Type"].startswith("text/calendar")
    event = next(each for each in Calendar.from_ical(answer.content).walk("VEVENT") if each["summary"].startswith("Fête"))
    assert event.decoded("dtstart") == soon
    assert "Site" in event["description"]
    manager.grants.all().delete()
    manager.forget_roles()
    assert Client().get(feed).status_code == 404


def test_a_withdrawn_address_opens_nothing(manager, at):
    first = actions.make_key(person=manager, at=at)
    second = actions.make_key(person=manager, at=at)
    assert Client().get(reverse("calendar_feed:feed", args=[first])).status_code == 404
    assert Client().get(reverse("calendar_feed:feed", args=[second])).status_code == 200
    actions.revoke_key(person=manager, at=at)
    assert Client().get(reverse("calendar_feed:feed", args=[second])).status_code == 404
    assert FeedKey.objects.filter(revoked_at=None).count() == 0


def test_the_month_costs_the_same_at_any_length(make, soon, desk):
    counts = []
    for many in (5, 45):
        for _ in range(many):
            make(publish_at=soon)
        desk.get(INDEX)
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(INDEX, {"le": soon.date().isoformat()}).content.decode().count("calendar-item") >= many
        counts.append(len(queries))
    assert counts[0] == counts[1]
