import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.ground.town.models import Town
from beffroi.kernel import clock, ledger
from beffroi.kernel.models import Mail, Record
from beffroi.kernel.rules import Refused
from beffroi.outreach.neutrality import actions, queries
from beffroi.outreach.neutrality.models import Group, Member, Setting, SlotRule, Tribune

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(validator):
    Setting.objects.create(pk=1, has_space=True, hold_by=validator)


@pytest.fixture
def group(space):
    return Group.objects.create(name="Agir ensemble", seats=4)


@pytest.fixture
def member(group):
    return Member.objects.create(group=group, name="Anne Roy", email="roy@example.org")


@pytest.fixture
def rule(group):
    return SlotRule.objects.create(group=group, count=1, period=SlotRule.QUARTER, length=200, starts_on=date(2026, 1, 15))


def submit(member, rule, at, text="Nous demandons un débat."):
    return actions.submit(member=member, rule=rule, title="Notre avis", text=text, at=at)


def refused(act, *args, **how):
    with pytest.raises(Refused) as error:
        act(*args, **how)
    return error.value.refusal.code


def test_a_text_takes_a_slot_and_goes_out_as_it_is(member, rule, at):
    row = submit(member, rule, at, text="C’est **scandaleux** !")
    assert row.text == "C’est **scandaleux** !"
    assert not row.is_public(at)
    assert row.is_public(at + timedelta(hours=24))
    assert refused(submit, member, rule, at) == "no_slot"
    assert submit(member, rule, at + timedelta(days=31)).period == date(2026, 4, 1)
    assert Record.objects.filter(name__endswith="TribuneSubmitted").count() == 2


def test_the_councils_length_holds(member, rule, at):
    assert refused(submit, member, rule, at, text="x" * 201) == "too_long"


@pytest.mark.parametrize(
    ("today", "offered"), [("2026-01-01", 0), ("2026-01-15", 1), ("2026-03-31", 1), ("2026-04-01", 2), ("2027-01-01", 5)]
)
def test_slots_are_counted_from_the_beginning(rule, today, offered):
    assert rule.offered(date.fromisoformat(today)) == offered


def test_only_the_named_person_holds_with_a_public_reason_and_it_is_counted(member, rule, validator, admin, at):
    row = submit(member, rule, at)
    assert refused(actions.hold, tribune=row, person=admin, reason="Déplaît", at=at) == "not_named"
    assert refused(actions.hold, tribune=row, person=validator, reason=" ", at=at) == "no_reason"
    actions.hold(tribune=row, person=validator, reason="Diffamation envers une personne", at=at)
    shown = Client().get(reverse("tribunes:index")).content.decode()
    assert "Diffamation envers une personne" in shown
    assert "Victor" in shown
    line = queries.counted(at)[0]
    assert (line.offered, line.used, line.held) == (1, 0, 1)
    assert refused(submit, member, rule, at) == "no_slot"
    actions.release(tribune=row, person=validator, at=at)
    line = queries.counted(at)[0]
    assert (line.used, line.held) == (1, 1)
    assert ledger.verify() == []


def test_a_group_takes_its_text_back_before_it_goes_out(member, rule, at):
    row = submit(member, rule, at)
    assert refused(actions.withdraw, tribune=row, member=member, at=at + timedelta(hours=24)) == "out"
    actions.withdraw(tribune=row, member=member, at=at)
    assert submit(member, rule, at).pk != row.pk


def test_a_councillor_writes_from_the_mailed_link_until_it_is_withdrawn(member, rule, admin):
    SlotRule.objects.update(starts_on=clock.now().date() - timedelta(days=5))
    actions.send_member_link(member=member, person=admin, at=clock.now())
    address = re.search(r"/tribunes/ecrire/\S+/", Mail.objects.get().text).group(0)
    visitor = Client()
    assert visitor.get(address)["Referrer-Policy"] == "same-origin"
    too_long = visitor.post(address, {"rule": rule.pk, "title": "Notre avis", "text": "y" * 201})
    assert "y" * 201 in too_long.content.decode()
    visitor.post(address, {"rule": rule.pk, "title": "Notre avis", "text": "Nous demandons un débat."})
    row = Tribune.objects.get()
    assert Client().get(reverse("tribunes:show", args=[row.pk])).status_code == 404
    visitor.post(reverse("tribunes:take_back", args=[row.pk]), {"token": address.split("/")[-2]})
    assert Tribune.objects.get().state == Tribune.WITHDRAWN
    actions.revoke_member_link(member=member, person=admin, at=clock.now())
    assert visitor.get(address).status_code == 410
    assert visitor.post(address, {"rule": rule.pk, "title": "T", "text": "T"}).status_code == 410
    assert Tribune.objects.count() == 1


def test_a_councillor_with_an_account_and_a_stranger(member, rule, official, david):
    Member.objects.update(account=official)
    assert sign_in(Client(), official).get(reverse("tribunes:mine")).status_code == 200
    assert sign_in(Client(), david).get(reverse("tribunes:mine")).status_code == 403
    assert Client().get(reverse("tribunes:mine")).status_code == 302


def test_groups_are_reminded_once_before_the_period_ends(member, rule, at):
    assert actions.remind(rule=rule, at=at) == 0  # 12 March: nineteen days left
    actions.remind(rule=rule, at=at + timedelta(days=12))
    actions.remind(rule=rule, at=at + timedelta(days=13))
    assert Mail.objects.count() == 1
    Mail.objects.all().delete()
    submit(member, rule, at + timedelta(days=14))
    assert actions.remind(rule=rule, at=at + timedelta(days=14)) == 0


def test_the_public_page_is_the_same_for_everybody_at_any_length(member, rule, at):
    page, counts = reverse("tribunes:index"), []
    for many in (3, 18):
        for _ in range(many):
            Tribune.objects.create(
                group=rule.group, rule=rule, period=date(2026, 1, 1), member=member, title="Avis", text="…", submitted_at=at,
                goes_out_at=clock.now() - timedelta(days=1),
            )  # fmt: skip
        Client().get(page)
        with CaptureQueriesContext(connection) as queries_made:
            answer = Client().get(page)
        counts.append(len(queries_made))
    assert counts[0] == counts[1] <= 6
    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in answer.content.decode()


@pytest.mark.parametrize(("population", "is_open"), [(999, False), (1000, True)])
def test_the_law_opens_the_space_from_a_thousand_inhabitants(population, is_open):
    Town.objects.create(pk=1, name="Valmont", population=population)
    assert Client().get(reverse("tribunes:index")).status_code == (200 if is_open else 404)


def test_the_space_is_arranged_by_forms_alone(space, admin):
    boss = sign_in(Client(), admin)
    boss.post(reverse("neutrality:new_group"), {"name": "Agir", "seats": 3})
    group = Group.objects.get()
    boss.post(reverse("neutrality:new_member", args=[group.pk]), {"name": "Anne", "email": "anne@example.org", "is_active": "on"})
    nobody = boss.post(reverse("neutrality:new_member", args=[group.pk]), {"name": "Sans adresse", "is_active": "on"})
    assert "error-summary" in nobody.content.decode()
    rule = {"place": "channel", "count": 1, "period": "month", "length": 500, "starts_on": "2026-01-01"}
    assert "error-summary" in boss.post(reverse("neutrality:new_rule", args=[group.pk]), rule).content.decode()
    boss.post(reverse("neutrality:new_rule", args=[group.pk]), rule | {"place": "bulletin"})
    assert (Member.objects.count(), SlotRule.objects.get().place) == (1, SlotRule.BULLETIN)
    assert boss.get(reverse("neutrality:group", args=[group.pk])).status_code == 200
    assert boss.get(reverse("neutrality:groups")).status_code == 200
