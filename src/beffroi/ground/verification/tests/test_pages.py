"""The pages: of whoever shows who she is, of a parent, of the team."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beffroi.ground.people.testing import sign_in
from beffroi.ground.places.types import Location
from beffroi.ground.verification.actions import letters, telephones
from beffroi.ground.verification.actions.letters import forget_letters
from beffroi.ground.verification.models import Agreement, Conflict, Letter, Provider, Roll, Telephone, Verification
from beffroi.ground.verification.tests.test_verifying import BIRTH, at_counter
from beffroi.kernel import clock
from beffroi.kernel.jobs import run_due
from beffroi.kernel.models import Job, Mail
from beffroi.kernel.rules import Refused

pytestmark = pytest.mark.django_db
HOME = Location(3.1, 45.7, "4 rue du Lavoir")


def text_of(answer) -> str:
    return answer.content.decode()


def see(client, route, *args, status=200, **query) -> str:
    answer = client.get(reverse(route, args=args), query)
    assert answer.status_code == status, text_of(answer)
    return text_of(answer)


def send(client, route, *args, status=302, **data):
    answer = client.post(reverse(route, args=args), data)
    assert answer.status_code == status, text_of(answer)
    return answer


def test_a_telephone_is_shown_by_a_code_and_its_number_is_kept_nowhere(all_ways, alice, client):
    sign_in(client, alice)
    assert "par SMS" in see(client, "verification:mine").lower() or "Par SMS" in see(client, "verification:mine")
    assert "06 12 34" in text_of(send(client, "verification:telephone", phone="01 12 34 56 78", status=422))
    send(client, "verification:telephone", phone="06 12 34 56 78")
    run_due(at=clock.now())
    assert not Telephone.objects.get().outgoing
    number, words = all_ways.sent[0]
    assert number == "+33612345678"
    code = re.findall(r"\d{6}", words)[0]
    wrong = "000000" if code != "000000" else "111111"
    assert "role=" in text_of(send(client, "verification:telephone", code=wrong, status=422))
    send(client, "verification:telephone", code=code)
    assert Verification.objects.get().method == "sms"
    assert not Telephone.objects.exists()
    assert "612345678" not in " ".join(str(job.data) for job in Job.objects.all())


def test_a_code_is_tried_five_times(all_ways, alice, at):
    telephones.send(account=alice, number="+33612345678", at=at)
    for _try in range(5):
        with pytest.raises(Refused) as refused:
            telephones.confirm(account=alice, code="nope", at=at)
        assert refused.value.refusal.code == "wrong_code"
    with pytest.raises(Refused) as refused:
        telephones.confirm(account=alice, code="nope", at=at)
    assert refused.value.refusal.code == "gone"


def test_codes_to_one_number_are_few(all_ways, alice, client):
    sign_in(client, alice)
    for _try in range(4):
        send(client, "verification:telephone", phone="06 12 34 56 78")
        Telephone.objects.all().delete()
    send(client, "verification:telephone", phone="0612345678", status=422)


def test_a_letter_is_asked_for_printed_once_and_its_code_typed(all_ways, alice, admin, client, rf):
    at = clock.now()
    letters.ask(account=alice, name="Élodie Le Gall", place=HOME, at=at)
    with pytest.raises(Refused):
        letters.ask(account=alice, name="Élodie Le Gall", place=HOME, at=at)
    sign_in(client, admin)
    see(client, "verification_desk:letters")
    page = text_of(send(client, "verification_desk:print", status=200))
    assert "Élodie Le Gall" in page
    assert "4 rue du Lavoir" in page
    code = re.search(r'letter-code">([A-Z0-9-]+)<', page)[1]
    row = Letter.objects.get()
    assert row.code_hash
    assert code not in str(Letter.objects.values()[0])
    assert Mail.objects.filter(to=alice.email).exists()
    again = text_of(send(client, "verification_desk:print", again=row.pk, status=200))
    newer = re.search(r'letter-code">([A-Z0-9-]+)<', again)[1]
    sign_in(client, alice)
    assert code in see(client, "verification:letter", code=code)
    send(client, "verification:letter", code=code, status=422)  # the paper that was lost
    send(client, "verification:letter", code=newer.lower().replace("-", " "))
    row.refresh_from_db()
    assert (row.state, dict(row.addressed), row.code_hash) == (Letter.USED, {}, "")
    assert Verification.objects.get().method == "letter"


def test_another_account_cannot_use_a_letter_nor_the_same_person_a_second_account(alice, david, admin, at):
    letters.ask(account=alice, name="Élodie Le Gall", place=HOME, at=at)
    code = letters.print_batch(person=admin, at=at)[0].code
    with pytest.raises(Refused):
        letters.confirm(account=david, code=code, at=at)
    assert letters.confirm(account=alice, code=code, at=at).verification
    letters.ask(account=david, name="LE GALL Elodie".title(), place=HOME, at=at)
    assert letters.confirm(account=david, code=letters.print_batch(person=admin, at=at)[0].code, at=at).verification
    letters.ask(account=admin, name="elodie le gall", place=HOME, at=at)
    assert letters.confirm(account=admin, code=letters.print_batch(person=admin, at=at)[0].code, at=at).conflict


def test_names_and_addresses_do_not_outlive_their_letter(alice, admin, at):
    letters.ask(account=alice, name="Élodie Le Gall", place=HOME, at=at)
    forget_letters(at=at + timedelta(days=44))
    assert Letter.objects.get().addressed
    letters.print_batch(person=admin, at=at)
    forget_letters(at=at + timedelta(days=61))
    row = Letter.objects.get()
    assert (row.state, dict(row.addressed)) == (Letter.VOID, {})
    forget_letters(at=at + timedelta(days=200))
    assert not Letter.objects.exists()


CSV = "Nom de naissance;Nom d’usage;Prénoms;Date de naissance;Quartier\nLE GALL;DUPONT;Élodie Marie;17/05/1990;\nMARTIN;;Jean;;\n\nDURAND;;Zoé;2001-02-03;Ailleurs\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_a_list_comes_in_and_knows_its_people(manager, alice, client, encoding):
    sign_in(client, manager)
    see(client, "verification_desk:new_roll")
    file = SimpleUploadedFile("habitants.csv", CSV.encode(encoding))
    send(client, "verification_desk:new_roll", title="Habitants", kind="name", months=12, file=file)
    roll = Roll.objects.get()
    assert roll.people_count == 2
    see(client, "verification_desk:rolls")
    see(client, "verification_desk:roll", roll.pk)
    send(client, "verification_desk:roll", roll.pk, deed="close")
    sign_in(client, alice)
    see(client, "verification:listed", status=404)
    sign_in(client, manager)
    send(client, "verification_desk:roll", roll.pk, deed="open")
    sign_in(client, alice)
    said = {"last_name": "Dupont", "first_names": "élodie", "birth": "17/05/1990"}
    assert "Dupont" in text_of(send(client, "verification:listed", **{**said, "birth": "18/05/1990"}, status=422))
    send(client, "verification:listed", **said)
    assert Verification.objects.get().age_from == 18


@pytest.mark.parametrize(
    ("name", "raw"), [("a.csv", b"a;b\n1;2\n"), ("a.csv", b""), ("a.xlsx", b"not a spreadsheet"), ("a.csv", b"nom;prenom;naissance\n;;\n")]
)
def test_a_file_that_is_no_list_is_refused_with_a_word(manager, client, name, raw):
    sign_in(client, manager)
    send(client, "verification_desk:new_roll", title="Rien", kind="name", months=12, file=SimpleUploadedFile(name, raw), status=422)
    assert not Roll.objects.exists()


def test_the_counter_finds_verifies_and_keeps_no_name(manager, alice, david, client):
    sign_in(client, manager)
    assert reverse("verification_desk:person", args=[alice.pk]) in see(client, "verification_desk:counter", q=alice.email)
    see(client, "verification_desk:person", alice.pk)
    said = {"last_name": "Le Gall", "first_names": "Élodie", "birth": "1990-05-17", "paper": "passport", "district": ""}
    send(client, "verification_desk:person", alice.pk, **{**said, "birth": "2190-05-17"}, status=422)
    send(client, "verification_desk:person", alice.pk, **said)
    send(client, "verification_desk:person", david.pk, **said)
    conflict = Conflict.objects.get()
    see(client, "verification_desk:conflicts")
    see(client, "verification_desk:conflict", conflict.pk)
    send(client, "verification_desk:conflict", conflict.pk, reason="Ses deux comptes", status=422)
    send(client, "verification_desk:conflict", conflict.pk, reason="Ses deux comptes", decision="move")
    see(client, "verification_desk:conflict", conflict.pk)
    assert Verification.objects.get().account == david
    assert "Le Gall" not in see(client, "verification_desk:person", david.pk)
    send(client, "verification_desk:paper", alice.pk)
    assert Agreement.objects.get().is_paper


def test_who_may_what_on_the_desk(chloe, alice, client):
    sign_in(client, chloe)
    see(client, "verification_desk:index")
    for route in ("rolls", "new_roll", "letters", "conflicts", "new_provider"):
        see(client, f"verification_desk:{route}", status=403)
    sign_in(client, alice)
    see(client, "verification_desk:index", status=403)


def test_a_provider_is_set_up_and_its_secret_never_shown_again(admin, client):
    sign_in(client, admin)
    see(client, "verification_desk:new_provider")
    said = {"kind": "franceconnect", "name": "FranceConnect", "slug": "franceconnect", "issuer": "https://fc.example/api/v2",
            "client_id": "abc", "months": 24, "is_open": "on"}  # fmt: skip
    assert not send(client, "verification_desk:new_provider", **said, status=422).has_header("Location")
    send(client, "verification_desk:new_provider", **{**said, "issuer": "http://fc.example"}, secret="tres-secret", status=422)
    send(client, "verification_desk:new_provider", **said, secret="tres-secret")
    row = Provider.objects.get()
    assert (row.acr, row.secret["secret"]) == ("eidas1", "tres-secret")
    page = see(client, "verification_desk:provider", "franceconnect")
    assert "tres-secret" not in page
    assert reverse("verification:provider_back", args=["franceconnect"]) in page
    send(client, "verification_desk:provider", "franceconnect", **{**said, "name": "FC"})
    row.refresh_from_db()
    assert (row.name, row.secret["secret"]) == ("FC", "tres-secret")
    send(client, "verification_desk:way", "letter", is_open="on", months=6)
    assert "FC" in see(client, "verification_desk:index")
    send(client, "verification_desk:provider", "franceconnect", deed="remove")
    assert not Provider.objects.exists()


def test_a_child_asks_a_parent_who_says_yes_and_later_no(alice, client):
    sign_in(client, alice)
    there = reverse("verification:mine") + "?besoin=_0__p"
    assert reverse("verification:age") in text_of(client.get(there))
    send(client, "verification:age", age="child")
    send(client, "verification:ask_parent", email=alice.email, status=422)
    send(client, "verification:ask_parent", email="mere@example.org")
    link = re.search(r"/parent/([\w-]+)/", Mail.objects.get(to="mere@example.org").text)[1]
    client.logout()
    page = see(client, "verification:parent", link)
    assert Agreement.objects.get().state == Agreement.ASKED
    assert alice.voice.name in page
    send(client, "verification:parent", link, word="yes", status=200)
    assert Agreement.objects.get().state == Agreement.GIVEN
    send(client, "verification:parent", link, word="no", status=200)
    assert Agreement.objects.get().state == Agreement.ENDED
    see(client, "verification:parent", "another", status=410)


def test_what_is_kept_can_be_taken_back(alice, david, manager, client, at):
    row = at_counter(alice, manager, at, birth=BIRTH).verification
    sign_in(client, david)
    send(client, "verification:take_back", row.pk, status=404)
    sign_in(client, alice)
    assert "au moins 18 ans" in see(client, "verification:mine")
    send(client, "verification:take_back", row.pk)
    assert not Verification.objects.exists()
    see(client, "verification:counter")
    assert not client.get(reverse("verification:mine"), {"besoin": "x" * 900, "acte": "%%"}).content.count(b"Traceback")


def test_a_list_of_doubles_costs_the_same_for_two_and_for_twelve(manager, make_person, client, at):
    def double(number: int) -> None:
        for name in ("un", "deux"):
            person = make_person(f"{name.title()} {number}", email=f"{name}{number}@example.org")
            at_counter(person, manager, at, last=f"Nom{chr(97 + number)}")

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            see(client, "verification_desk:conflicts")
        return len(asked)

    sign_in(client, manager)
    for number in range(2):
        double(number)
    see(client, "verification_desk:conflicts")
    few = queries()
    for number in range(2, 12):
        double(number)
    see(client, "verification_desk:conflicts")
    assert queries() == few <= 14
    assert Conflict.objects.count() == 12
