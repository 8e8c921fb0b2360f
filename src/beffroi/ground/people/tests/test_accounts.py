from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from beffroi_pytest import NOON
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from beffroi.ground.people import actions
from beffroi.ground.people.facts import AccountErased
from beffroi.ground.people.models import Account, EmailProof, Grant, Session, Voice
from beffroi.kernel.ledger import verify
from beffroi.kernel.models import Entry, Record
from beffroi.kernel.rules import Refused


def test_an_account_has_a_voice_and_a_lower_case_address(db):
    account = actions.create_account(email=" Zoe@Example.ORG ", name="Zoé", at=NOON, password="a long sentence")
    assert (account.email, account.voice.name, account.voice.kind) == ("zoe@example.org", "Zoé", Voice.PERSON)
    assert authenticate(username="ZOE@example.org", password="a long sentence") == account
    assert authenticate(username="zoe@example.org", password="another sentence") is None


def test_an_address_belongs_to_one_account(alice):
    with pytest.raises(ValidationError):
        actions.create_account(email="ALICE@example.org", name="Another", at=NOON)
    assert Account.objects.count() == 1


def test_only_who_is_helped_at_the_counter_may_lack_an_address(bob):
    person = actions.register_assisted(agent=bob, name="Germaine", at=NOON)
    assert person.email is None
    with pytest.raises(IntegrityError), transaction.atomic():
        actions.create_account(email=None, name="Nobody", at=NOON)


def test_a_helped_person_takes_over_with_an_address_that_only_she_confirms(bob):
    person = actions.register_assisted(agent=bob, name="Germaine", at=NOON)
    actions.attach_email(account=person, email="germaine@example.org", agent=bob, at=NOON)
    person.refresh_from_db()
    assert (person.email, person.email_confirmed_at) == ("germaine@example.org", None)
    with pytest.raises(ValidationError):
        actions.attach_email(account=person, email="thief@example.org", agent=bob, at=NOON)


def test_a_citizen_registers_nobody(alice):
    with pytest.raises(Refused) as refused:
        actions.register_assisted(agent=alice, name="Germaine", at=NOON)
    assert refused.value.refusal.code == "no_right"


@pytest.mark.parametrize("name", ["Mairie de Brume", "mairie de brume", "MAIRIE  DE BRÛME"])
def test_nobody_takes_the_name_of_the_town(alice, name):
    actions.service_voice(name="Mairie de Brume", badge="", at=NOON)
    with pytest.raises(Refused) as refused:
        actions.change_voice(voice=alice.voice, name=name, about="")
    assert refused.value.refusal.code == "imitation"
    actions.change_voice(voice=alice.voice, name="Alice de Brume", about="")


def test_roles_are_given_taken_and_written_in_the_ledger(alice, admin):
    actions.grant_role(account=alice, role="moderator", at=NOON, by=admin)
    assert alice.is_team
    assert Account.objects.get(pk=alice.pk).role_names == {"moderator"}
    actions.take_role(account=alice, role="moderator", at=NOON, by=admin)
    assert not alice.is_team
    kinds = list(Entry.objects.order_by("sequence").values_list("kind", flat=True))
    assert kinds[-2:] == ["role-given", "role-taken"]
    assert "alice" not in str(list(Entry.objects.values_list("data", flat=True)))
    assert verify() == []


def test_a_citizen_gives_no_role(alice, david):
    with pytest.raises(Refused):
        actions.grant_role(account=alice, role="administrator", at=NOON, by=david)
    assert not Grant.objects.filter(account=alice).exists()


def test_a_role_ends_with_its_date_and_no_later(alice, admin):
    now = timezone.now()
    actions.grant_role(account=alice, role="technician", at=now, until=now + timedelta(hours=1), by=admin)
    assert Account.objects.get(pk=alice.pk).is_team
    Grant.objects.filter(account=alice).update(until=now - timedelta(seconds=5))
    assert not Account.objects.get(pk=alice.pk).is_team


def test_the_last_administrator_stays(admin, alice):
    for change in (
        lambda: actions.take_role(account=admin, role="administrator", at=NOON, by=admin),
        lambda: actions.grant_role(account=admin, role="administrator", at=NOON, until=NOON + timedelta(days=1), by=admin),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.refusal.code == "last_administrator"
    actions.grant_role(account=alice, role="administrator", at=NOON, by=admin)
    actions.take_role(account=admin, role="administrator", at=NOON, by=admin)


def test_someone_from_elsewhere_is_one_voice_however_often_she_writes(db):
    first = actions.known_voice(channel="mastodon", address="https://a.example/@zoe", name="Zoé", at=NOON)
    again = actions.known_voice(channel="mastodon", address="https://a.example/@zoe", name="Zoé B.", at=NOON)
    assert (again.pk, again.name, again.kind) == (first.pk, "Zoé B.", Voice.ELSEWHERE)
    assert again.version == first.version + 1


def test_a_new_password_signs_the_other_devices_out(alice):
    for key in ("here", "there"):
        Session.objects.create(session_key=key, account=alice, session_data="", expire_date=NOON)
    actions.change_password(account=alice, password="another long sentence", at=NOON, keep_session="here")
    assert list(Session.objects.values_list("session_key", flat=True)) == ["here"]


def test_an_erased_person_leaves_a_voice_that_names_nobody(make_person):
    zoe = make_person("Zoé", "technician", email="zoe@example.org", password="a long sentence")
    voice = zoe.voice
    assert authenticate(username="zoe@example.org", password="a long sentence") == zoe
    Authenticator.objects.create(user=zoe, type="totp", data={})
    Session.objects.create(session_key="there", account=zoe, session_data="", expire_date=NOON)
    EmailProof.objects.create(
        key="k", purpose="sign-in", email=zoe.email, code_hash="", link_hash="l", created_at=NOON, expires_at=NOON + timedelta(hours=1)
    )
    actions.erase_account(account=zoe, at=NOON)
    voice.refresh_from_db()
    assert (voice.kind, voice.name, voice.account_id, voice.display_name) == (Voice.GONE, "", None, "Quelqu’un qui est parti")
    kept = Account.objects.get(pk=zoe.pk)
    assert (kept.email, kept.is_active, kept.has_usable_password()) == (None, False, False)
    assert not Session.objects.exists()
    assert not EmailProof.objects.exists()
    assert not Authenticator.objects.exists()
    assert not kept.is_team
    assert authenticate(username="zoe@example.org", password="a long sentence") is None
    assert Record.objects.filter(name=AccountErased.name(), data__voice_id=voice.pk).exists()


def test_the_address_of_an_erased_person_is_free_again(make_person):
    actions.erase_account(account=make_person("Zoé"), at=NOON)
    assert make_person("Zoé").voice.name == "Zoé"


def test_the_first_administrator_may_be_somebody_known(alice):
    assert actions.create_administrator(email="Alice@example.org", name="x", at=NOON) == alice
    alice.forget_roles()
    assert "administrator" in alice.role_names
    ada = actions.create_administrator(email="ada@example.org", name="Ada", at=NOON, password="a long sentence")
    assert ada.has_right("people:role:give")
