"""The team's pages: roles, readings, acting for somebody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from beffroi.ground.people import actions
from beffroi.ground.people.actions.cleaning import forget_what_is_over
from beffroi.ground.people.models import TOWN_HALL, Grant, Reading, Representation, RepresentedAct, Voice
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.models import Entry
from beffroi.kernel.rules import Refused

TEAM = "/bureau/personnes/"


@pytest.mark.parametrize(("who", "status"), [("alice", 403), ("chloe", 403), ("manager", 200), ("admin", 200)])
def test_who_may_see_accounts(client, request, who, status):
    sign_in(client, request.getfixturevalue(who))
    assert client.get(TEAM).status_code == status


def test_a_visitor_is_sent_to_sign_in_and_back(client, db):
    assert client.get(TEAM)["Location"] == f"/compte/entrer/?next={TEAM}"


def test_looking_at_a_person_is_written_down_and_shown_to_her(client, manager, alice):
    sign_in(client, manager)
    assert "alice@example.org" in client.get(f"{TEAM}{alice.pk}/").content.decode()
    client.get(TEAM, {"q": "alice@example.org"})
    client.get(TEAM, {"q": "ali"})  # public names are public
    assert list(Reading.objects.order_by("pk").values_list("reader", "account", "what")) == [
        (manager.pk, alice.pk, "person"),
        (manager.pk, alice.pk, "search"),
    ]
    sign_in(client, alice)
    page = client.get("/compte/mes-donnees/").content.decode()
    assert "Manon" in page
    assert "a ouvert la fiche" in page


def test_readings_are_kept_a_year(manager, alice):
    now = timezone.now()
    Reading.objects.create(reader=manager, account=alice, what="person", at=now - timedelta(days=364))
    Reading.objects.create(reader=manager, account=alice, what="person", at=now - timedelta(days=366))
    forget_what_is_over(at=now)
    assert Reading.objects.count() == 1


def test_the_administrator_gives_a_role_until_a_day_and_takes_it(client, admin, alice):
    sign_in(client, admin)
    day = timezone.localdate() + timedelta(days=2)
    client.post(f"{TEAM}{alice.pk}/roles/donner/", {"role": "moderator", "until": day.isoformat()})
    grant = Grant.objects.get(account=alice)
    assert timezone.localtime(grant.until).date() == day + timedelta(days=1)  # the whole last day
    assert grant.granted_by == admin
    client.post(f"{TEAM}{alice.pk}/roles/retirer/", {"role": "moderator"})
    assert not Grant.objects.filter(account=alice).exists()


def test_wrong_roles_and_past_days_are_refused_with_a_sentence(client, admin, alice):
    sign_in(client, admin)
    past = (timezone.localdate() - timedelta(days=1)).isoformat()
    answer = client.post(f"{TEAM}{alice.pk}/roles/donner/", {"role": "moderator", "until": past})
    assert "déjà passé" in answer.content.decode()
    assert client.post(f"{TEAM}{alice.pk}/roles/donner/", {"role": "emperor"}).status_code == 422
    assert not Grant.objects.filter(account=alice).exists()


def test_a_manager_gives_no_role(client, manager, alice):
    sign_in(client, manager)
    assert client.post(f"{TEAM}{alice.pk}/roles/donner/", {"role": "administrator"}).status_code == 403
    assert not Grant.objects.filter(account=alice).exists()


def test_a_role_that_is_over_is_taken_and_written_in_the_ledger(alice, admin):
    now = timezone.now()
    actions.grant_role(account=alice, role="technician", at=now, until=now + timedelta(days=1), by=admin)
    forget_what_is_over(at=now + timedelta(days=2))
    assert not Grant.objects.filter(account=alice).exists()
    assert Entry.objects.latest("sequence").kind == "role-taken"


@pytest.fixture
def acting(client, bob, alice):
    """Bob acts for Alice."""
    sign_in(client, bob)
    client.post(f"{TEAM}{alice.pk}/representer/", {"reason": "Au guichet, formulaire papier"})
    return client


def test_an_agent_acts_for_a_person_under_a_band_that_says_so(acting, bob, alice):
    page = acting.get(f"/v/{bob.voice.public_id}/")
    assert "Vous agissez pour Alice" in page.content.decode()
    assert page.wsgi_request.person == alice
    assert page.wsgi_request.person.came_by == TOWN_HALL
    assert page.wsgi_request.user == bob
    assert page.wsgi_request.user.came_by == ""
    assert page.wsgi_request.representation.reason == "Au guichet, formulaire papier"


def test_every_act_in_her_name_is_written_down_and_shown_to_her(acting, alice, settings):
    acting.post("/v/nothing/")
    acting.post("/compte/code/nothing/encore/")  # refused: not an act
    row = Representation.objects.get()
    actions.log_act(representation=row, view="proposals:new", path="/p/x/", led_to="/p/x/1/", at=timezone.now())
    acting.post(f"{TEAM}representations/finir/")
    page = acting.get(f"{TEAM}representations/{row.pk}/").content.decode()
    assert "/p/x/1/" in page
    assert RepresentedAct.objects.count() == 1
    assert [entry.kind for entry in Entry.objects.order_by("sequence")][-2:] == ["representation-begun", "representation-ended"]
    sign_in(acting, alice)
    assert "Au guichet, formulaire papier" in acting.get("/compte/mes-donnees/").content.decode()


def test_nobody_opens_the_account_of_the_person_she_acts_for(acting, alice):
    for page in ("/compte/", "/compte/securite/", "/compte/mes-donnees/", "/compte/mes-donnees/effacer/"):
        assert acting.get(page).status_code == 403
    assert acting.post("/compte/", {"name": "Stolen", "language": "fr"}).status_code == 403
    assert Voice.objects.get(account=alice).name == "Alice"


def test_it_ends_after_half_an_hour(acting, bob):
    Representation.objects.update(ends_at=timezone.now() - timedelta(seconds=1), started_at=timezone.now() - timedelta(minutes=31))
    acting.get("/compte/quitter/")  # shows the message of the beginning
    page = acting.get(f"/v/{bob.voice.public_id}/")
    assert page.wsgi_request.person == bob
    assert "agissez pour Alice jusqu" not in page.content.decode()
    forget_what_is_over(at=timezone.now())
    assert Representation.objects.get().ended_at


def test_it_ends_when_the_agent_loses_the_right(acting, bob):
    Grant.objects.filter(account=bob).delete()
    assert acting.get(f"/v/{bob.voice.public_id}/").wsgi_request.person == bob


def test_the_session_of_another_agent_is_worth_nothing(acting, client, chloe, alice):
    row = Representation.objects.get()
    other = client.__class__()
    sign_in(other, chloe)
    session = other.session
    session["representation"] = row.pk
    session.save()
    assert other.get(f"/v/{alice.voice.public_id}/").wsgi_request.person == chloe


@pytest.mark.parametrize(("agent", "person", "code"), [("alice", "david", "no_right"), ("bob", "bob", "oneself"), ("bob", "chloe", "team")])
def test_for_whom_one_may_not_act(request, agent, person, code, at):
    with pytest.raises(Refused) as refused:
        actions.begin_representation(
            agent=request.getfixturevalue(agent), person=request.getfixturevalue(person), reason="at the counter", at=at
        )
    assert refused.value.refusal.code == code


def test_one_acts_for_one_person_at_a_time(bob, alice, david, at):
    actions.begin_representation(agent=bob, person=alice, reason="at the counter", at=at)
    with pytest.raises(Refused):
        actions.begin_representation(agent=bob, person=david, reason="at the counter", at=at)
    actions.begin_representation(agent=bob, person=david, reason="at the counter", at=at + timedelta(minutes=31))


def test_a_reason_is_asked(client, bob, alice):
    sign_in(client, bob)
    assert client.post(f"{TEAM}{alice.pk}/representer/", {"reason": ""}).status_code == 422
    assert not Representation.objects.exists()


def test_somebody_without_an_address_is_registered_at_the_counter(client, bob):
    sign_in(client, bob)
    client.post(f"{TEAM}inscrire/", {"name": "Germaine", "email": "", "reason": "Au guichet, sans internet"})
    row = Representation.objects.get()
    assert (row.person.voice.name, row.person.email, row.person.is_assisted) == ("Germaine", None, True)
    assert client.get("/v/x/").wsgi_request.person == row.person


def test_a_known_address_is_not_registered_twice(client, bob, alice):
    sign_in(client, bob)
    answer = client.post(f"{TEAM}inscrire/", {"name": "Germaine", "email": "alice@example.org", "reason": "Au guichet"})
    assert "déjà cette adresse" in answer.content.decode()
    assert "Germaine" in answer.content.decode()


def test_a_list_costs_the_same_for_five_and_for_fifty(client, admin, make_person, django_assert_max_num_queries):
    sign_in(client, admin)
    counts = []
    for size in (5, 45):
        for number in range(size):
            make_person(f"Membre {size} {number}", "technician")
        client.get(TEAM)  # the town and the edition are remembered
        with django_assert_max_num_queries(10) as queries:
            client.get(TEAM)
        counts.append(len(queries))
    assert counts[0] == counts[1]
