"""One person, one account: hashes, conflicts, what is attested and for how long."""

from datetime import date, timedelta

import pytest

from beffroi.ground.people.actions import create_account
from beffroi.ground.verification import queries, requirements, rules
from beffroi.ground.verification.actions.cleaning import forget_person, forget_what_is_over
from beffroi.ground.verification.actions.conflicts import keep, move
from beffroi.ground.verification.actions.counter import verify_at_counter
from beffroi.ground.verification.actions.granting import grant, withdraw
from beffroi.ground.verification.actions.parents import answer, ask_parent, find, note_paper, say_age
from beffroi.ground.verification.actions.rolls import Listed, import_roll, verify_by_roll
from beffroi.ground.verification.digests import Hasher
from beffroi.ground.verification.models import AgeSaid, Agreement, Conflict, Pepper, PersonKey, Roll, RollLine, Verification
from beffroi.kernel import sealing
from beffroi.kernel.models import Mail, Record
from beffroi.kernel.rules import STEP, Refused, showing

pytestmark = pytest.mark.django_db
BIRTH = date(1990, 5, 17)


def at_counter(account, agent, at, *, last="LE GALL", first="Élodie Marie", birth=BIRTH, **more):
    return verify_at_counter(account=account, agent=agent, last_name=last, first_names=first, birth=birth, paper="passport", at=at, **more)


def test_what_an_act_asks_is_asked_when_it_is_done_and_not_while_its_page_is_shown(alice, manager, at):
    asked = {"methods": ["counter"], "minimum_age": 16}
    refusal = rules.must_be_verified(alice, asked, at)
    assert refusal.code == STEP
    assert "besoin=counter_16__" in refusal.way_out
    with showing():
        assert rules.must_be_verified(alice, asked, at) is None
    at_counter(alice, manager, at)
    assert rules.must_be_verified(alice, asked, at) is None
    assert rules.lacking(alice, {"methods": ["sms"]}, at) == ["method"]
    assert rules.lacking(alice, {"methods": ["counter"], "minimum_age": 18, "districts": [7]}, at) == ["district"]


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ({"methods": ["sms", "letter"], "minimum_age": 16, "districts": [3, 2], "parent": True}, None),
        ({}, None),
        (
            {"methods": [3, "x"], "minimum_age": 17, "districts": ["4", "no"], "more": 1},
            {"methods": ["x"], "minimum_age": 18, "districts": [4]},
        ),
        ("nonsense", {}),
    ],
)
def test_a_requirement_survives_an_address_and_nothing_unknown_does(said, read):
    found = requirements.clean(said)
    if read is None:
        read = {name: sorted(value) if isinstance(value, list) else value for name, value in said.items()}
    assert found == read
    assert requirements.read(requirements.word(found)) == found


def test_the_same_person_is_recognised_however_her_name_is_written(alice, david, manager, at):
    at_counter(alice, manager, at)
    made = at_counter(david, manager, at, last="Le  Gall", first="ELODIE")
    assert made.verification is None
    assert (made.conflict.claimant, made.conflict.holder) == (david, alice)
    assert not rules.meets(david, {"methods": ["counter"]}, at)
    assert Mail.objects.filter(to=david.email).exists()
    assert at_counter(david, manager, at, birth=date(1990, 5, 18)).conflict is None


def test_the_team_moves_a_verification_and_a_person_still_counts_once(alice, david, manager, at):
    at_counter(alice, manager, at)
    before = set(queries.unique_keys(alice, scope="vote 1"))
    conflict = at_counter(david, manager, at).conflict
    move(conflict=conflict, person=manager, reason="Son ancienne adresse", at=at)
    assert rules.meets(david, {"methods": ["counter"]}, at)
    assert not Verification.objects.filter(account=alice).exists()
    assert before & set(queries.unique_keys(david, scope="vote 1"))
    assert not before & set(queries.unique_keys(david, scope="vote 2"))
    conflict.refresh_from_db()
    assert (conflict.state, conflict.attested) == (Conflict.MOVED, {})
    subjects = set(Mail.objects.values_list("to", flat=True))
    assert {alice.email, david.email} <= subjects
    with pytest.raises(Refused):
        keep(conflict=conflict, person=manager, reason="trop tard", at=at)


def test_a_conflict_that_is_left_as_it_was_is_told_with_its_reason(alice, david, manager, at):
    at_counter(alice, manager, at)
    conflict = at_counter(david, manager, at).conflict
    keep(conflict=conflict, person=manager, reason="Deux personnes du même foyer", at=at)
    assert rules.meets(alice, {"methods": ["counter"]}, at)
    assert "Deux personnes du même foyer" in Mail.objects.filter(to=david.email).latest("pk").text


def test_a_conflict_about_ones_own_account_is_decided_by_a_colleague(alice, manager, admin, at):
    at_counter(alice, manager, at)
    conflict = at_counter(manager, admin, at).conflict
    with pytest.raises(Refused):
        move(conflict=conflict, person=manager, reason="C’est moi", at=at)
    with pytest.raises(Refused):
        at_counter(admin, admin, at)
    with pytest.raises(Refused):
        at_counter(admin, alice, at)


def test_what_is_withdrawn_or_over_is_forgotten_with_its_hashes(alice, david, manager, at):
    row = at_counter(alice, manager, at).verification
    withdraw(verification=row, at=at)
    assert not PersonKey.objects.exists()
    digest = Hasher()("telephone", "+33612345678")
    grant(account=alice, method="sms", digests=[digest], at=at, months=1)
    assert rules.meets(alice, {"methods": ["sms"]}, at)
    assert not rules.meets(alice, {"methods": ["sms"]}, at + timedelta(days=40))
    forget_what_is_over(at=at + timedelta(days=40))
    assert not Verification.objects.exists()
    assert not PersonKey.objects.exists()
    assert grant(account=david, method="sms", digests=[digest], at=at).conflict is None


def test_the_key_of_the_hashes_is_sealed_and_outlives_a_rotation(alice, manager, at, settings, tmp_path):
    settings.DATA = tmp_path
    before = Hasher()("telephone", "+33612345678")
    raw = Pepper.objects.extra(select={"raw": "key"}).values_list("raw", flat=True)[0]
    assert raw.startswith("s1.")
    sealing.rotate()
    assert Hasher()("telephone", "+33612345678") == before


def test_no_column_and_no_fact_holds_a_name_or_a_date_of_birth(alice, david, manager, at):
    """All text of all tables of verification, the log and the mails: nothing of what was typed is there."""
    at_counter(alice, manager, at, last="Kerguelenec", first="Anaïg", birth=date(1987, 6, 5))
    at_counter(david, manager, at, last="Kerguelenec", first="Anaïg", birth=date(1987, 6, 5))
    import_roll(person=manager, roll=None, title="Habitants", people=[Listed(["Kerguelenec"], "Anaïg", date(1987, 6, 5))], at=at)
    models = [Verification, PersonKey, Conflict, Roll, RollLine, Record, Mail]
    said = " ".join(str(value) for model in models for row in model.objects.values() for value in row.values()).casefold()
    for word in ("kerguelenec", "anaïg", "anaig", "1987"):
        assert word not in said
    facts = [row.data for row in Record.objects.filter(name__startswith="verification.")]
    assert facts
    assert {key for data in facts for key in data} <= {"account_id", "conflict_id", "roll_id", "people"}


def test_a_list_knows_a_person_by_either_of_her_names(alice, david, manager, at):
    people = [Listed(["Le Gall", "Dupont"], "Élodie", BIRTH), Listed(["Martin"], "Jean", date(2012, 1, 1))]
    roll = import_roll(person=manager, roll=None, title="Habitants", people=people, at=at)
    assert roll.people_count == 2
    row = verify_by_roll(account=alice, said=Listed(["dupont"], "elodie", BIRTH), at=at).verification
    assert row.age_from == 18
    assert verify_by_roll(account=david, said=Listed(["LEGALL"], "Élodie", BIRTH), at=at).conflict
    assert at_counter(david, manager, at).conflict.holder == alice  # the same person, in another way
    with pytest.raises(Refused):
        verify_by_roll(account=alice, said=Listed(["Inconnue"], "Élodie", BIRTH), at=at)
    again = import_roll(person=manager, roll=roll, people=people[:1], at=at)
    assert again.people_count == 1
    with pytest.raises(Refused):
        verify_by_roll(account=david, said=Listed(["Martin"], "Jean", date(2012, 1, 1)), at=at)


def test_a_list_of_numbers(alice, manager, at):
    import_roll(person=manager, roll=None, title="Cartes", kind=Roll.NUMBER, people=[Listed(number="AB 123-4")], at=at)
    row = verify_by_roll(account=alice, said=Listed(number="ab1234"), at=at).verification
    assert row.age_from is None


def test_a_child_needs_a_parent_where_consent_is_the_basis(alice, manager, at):
    asked = {"parent": True}
    assert rules.lacking(alice, asked, at) == ["said"]
    say_age(account=alice, is_child=True, at=at)
    assert rules.lacking(alice, asked, at) == ["parent"]
    with pytest.raises(Refused):
        say_age(account=alice, is_child=False, at=at)
    with pytest.raises(Refused):
        ask_parent(account=alice, email=alice.email.upper(), at=at)
    ask_parent(account=alice, email="Mere@example.org", at=at)
    mail = Mail.objects.get(to="mere@example.org")
    link = mail.text.split("/parent/")[1].split("/")[0]
    row = find(link=link, at=at)
    answer(agreement=row, agrees=True, at=at)
    assert rules.meets(alice, asked, at)
    row.refresh_from_db()
    assert dict(row.parent) == {}
    answer(agreement=row, agrees=False, at=at)
    assert rules.lacking(alice, asked, at) == ["parent"]
    note_paper(account=alice, agent=manager, at=at)
    assert rules.meets(alice, asked, at)
    assert find(link=link, at=at) is None


def test_a_known_age_speaks_louder_than_what_was_said(alice, manager, at):
    at_counter(alice, manager, at, birth=date(at.year - 12, 1, 1))
    assert rules.lacking(alice, {"parent": True}, at) == ["parent"]
    assert rules.lacking(alice, {"methods": ["counter"], "minimum_age": 15}, at) == ["age"]


def test_rolls_are_drawn_up_by_the_same_rule_as_acts_are_refused(alice, bob, david, manager, at):
    at_counter(alice, manager, at)
    at_counter(david, manager, at, last="Petit", first="Paul", birth=date(at.year - 14, 1, 2))
    say_age(account=bob, is_child=True, at=at)
    say_age(account=manager, is_child=False, at=at)
    Agreement.objects.create(account=bob, state=Agreement.GIVEN, asked_at=at, expires_at=at + timedelta(days=9))
    everybody = [alice, bob, david, manager, create_account(email="new@example.org", name="Nouvelle", at=at)]
    asks = [{}, {"methods": ["counter"]}, {"methods": ["counter", "email"]}, {"minimum_age": 16}, {"methods": ["counter"], "minimum_age": 11},
            {"parent": True}, {"methods": ["sms"], "parent": True}, {"districts": [1]}]  # fmt: skip
    for asked in asks:
        meeting = set(queries.accounts_meeting(asked, at).filter(pk__in=[one.pk for one in everybody]))
        assert meeting == {one for one in everybody if rules.meets(one, asked, at)}, asked


def test_an_erased_person_leaves_nothing(alice, david, manager, at):
    at_counter(alice, manager, at)
    at_counter(david, manager, at)
    say_age(account=alice, is_child=False, at=at)
    forget_person(account=alice)
    forget_person(account=david)
    for model in (Verification, PersonKey, Conflict, AgeSaid):
        assert not model.objects.exists()
