import threading
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections
from django.test import Client

from beffroi.ground.people.actions import create_account
from beffroi.ground.people.models import Account, Voice, WaitingAct
from beffroi.ground.people.testing import sign_in
from beffroi.kernel.rules import Refused
from beffroi.participation.initiatives import actions
from beffroi.participation.initiatives.identity import said
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Roll, RollLine, Signature
from beffroi.participation.initiatives.plugs import sign_as
from beffroi.participation.initiatives.tests.conftest import ALICE, PAUL


def sign_url(row):
    return f"/p/{row.component.process.slug}/initiatives/{row.component_id}/{row.pk}/signer/"


FORM = {"last_name": "Martin", "first_names": "Alice Jeanne", "birth_date": "1980-05-03", "agrees": "on"}


def test_one_person_is_written_in_one_way():
    assert said({"last_name": "LE GALL", "first_names": "Élodie Marie", "birth_date": "1970-01-02"}) == said(
        {"last_name": "Le-Gall", "first_names": "elodie", "birth_date": "1970-01-02"}
    )
    assert said({"last_name": "Œuvrard", "first_names": "Anaïs", "birth_date": "1970-01-02"}) == "oeuvrard|anais|1970-01-02"
    assert said({**ALICE, "birth_date": ""}) == "" == said({**ALICE, "last_name": "--"})


def test_a_person_signs_once_whatever_the_account(collecting, alice, bob, at):
    row = collecting(threshold=10)
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    with pytest.raises(Refused):
        actions.sign(initiative=row, person=alice, identity=PAUL, at=at)
    with pytest.raises(Refused, match="déjà comptée"):
        actions.sign(initiative=row, person=bob, identity={**ALICE, "last_name": "MARTIN", "first_names": "Alice"}, at=at)
    row.refresh_from_db()
    assert row.signatures_count == Signature.objects.count() == 1


def test_who_signed_is_sealed_and_shown_nowhere(collecting, alice, at, client):
    row = collecting(threshold=10)
    sign_in(client, alice)
    answer = client.post(sign_url(row), FORM, follow=True)
    assert "Votre signature compte" in answer.content.decode()
    with connection.cursor() as cursor:
        cursor.execute("SELECT identity, person_key FROM initiatives_signature")
        stored = " ".join(cursor.fetchone())
    assert "Martin" not in stored
    assert "1980" not in stored
    assert Signature.objects.get().identity["last_name"] == "Martin"
    process = row.component.process
    base = f"/p/{process.slug}/initiatives/{row.component_id}/"
    for path in (base, f"{base}{row.pk}/", f"{base}donnees.csv", f"{base}donnees.json", "/initiatives/", "/initiatives/donnees.csv"):
        response = Client().get(path)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert response.status_code == 200, path
        assert not any(word in body for word in (b"Jeanne", b"1980-05-03")), path


def test_the_signature_is_withdrawn_until_the_close_and_leaves_nothing(collecting, alice, at, client):
    row = collecting(threshold=10)
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    sign_in(client, alice)
    url = sign_url(row).replace("signer", "ma-signature")
    client.post(url)
    row.refresh_from_db()
    assert row.signatures_count == 0
    assert not Signature.objects.exists()
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    with pytest.raises(Refused, match="clôture"):
        actions.take_back(initiative=row, person=alice, at=row.closes_at)


def test_bad_input_comes_back_with_its_reason_and_what_was_typed(collecting, alice, kind, client):
    row = collecting()
    sign_in(client, alice)
    answer = client.post(sign_url(row), {**FORM, "birth_date": "2120-01-01", "agrees": ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Martin"' in page
    assert "n’est pas possible" in page
    answer = client.post(sign_url(row), {**FORM, "birth_date": "2015-01-01"})
    assert answer.status_code == 422
    assert "à partir de 16 ans" in answer.content.decode()
    assert client.post(sign_url(row), {**FORM, "last_name": "a\0b"}).status_code == 422
    assert not Signature.objects.exists()


def test_a_visitor_signs_with_a_code_and_nothing_lies_open_meanwhile(collecting, client, mailoutbox, at):
    row = collecting()
    answer = client.post(sign_url(row), FORM)
    assert answer.status_code == 302
    act = WaitingAct.objects.get()
    assert "Martin" not in str(act.data)
    assert not Signature.objects.exists()
    page = client.get(answer["Location"]).content.decode()
    assert "Martin" not in page
    assert "1980" not in page
    person = create_account(email="visitor@example.org", name="Visiteuse", at=at)
    sign_as(person, act.data, at)
    assert Signature.objects.get().identity["first_names"] == "Alice Jeanne"


def test_only_who_is_in_the_list_signs_where_the_type_says_so(collecting, kind, alice, bob, manager, at):
    people = [
        [{"last_name": "Martin", "first_names": "Alice", "birth_date": "1980-05-03"}, {"last_name": "Roux", "first_names": "Alice", "birth_date": "1980-05-03"}],
        [PAUL],
    ]  # fmt: skip
    roll = actions.import_roll(roll=None, title="Liste électorale", people=people, person=manager, at=at)
    assert roll.people_count == 2
    assert RollLine.objects.count() == 3
    kind.check_kind, kind.roll = InitiativeType.ROLL, roll
    row = collecting(threshold=10)
    with pytest.raises(Refused, match="Liste électorale"):
        actions.sign(initiative=row, person=bob, identity={**PAUL, "first_names": "Pierre"}, at=at)
    actions.sign(initiative=row, person=alice, identity={**ALICE, "last_name": "Roux"}, at=at)
    with pytest.raises(Refused, match="déjà"):  # the same person by her other name
        actions.sign(initiative=row, person=bob, identity=ALICE, at=at)
    # The list is brought up to date: Paul has left, a new name is first; Alice is still she who signed.
    actions.import_roll(roll=roll, title="Liste électorale", people=[[{**PAUL, "first_names": "Zoé"}], people[0]], person=manager, at=at)
    with pytest.raises(Refused, match="déjà"):
        actions.sign(initiative=row, person=bob, identity=ALICE, at=at)
    with pytest.raises(Refused, match="Liste"):
        actions.sign(initiative=row, person=bob, identity=PAUL, at=at)


def test_a_file_without_the_right_columns_says_which(manager, client):
    sign_in(client, manager)
    wrong = SimpleUploadedFile("liste.csv", "prénom;ville\nZoé;Ici\n".encode("cp1252"))
    answer = client.post("/bureau/initiatives/listes/nouvelle/", {"title": "Liste", "file": wrong})
    assert answer.status_code == 422
    assert "date de naissance" in answer.content.decode()
    right = "Nom de naissance;Nom d’usage;Prénoms;Date de naissance\nMartin;Roux;Alice, Jeanne;03/05/1980\n;;;\n"
    file = SimpleUploadedFile("liste.csv", right.encode("utf-8-sig"))
    assert client.post("/bureau/initiatives/listes/nouvelle/", {"title": "Liste", "file": file}).status_code == 302
    assert Roll.objects.get().people_count == 1
    assert not RollLine.objects.filter(digest__icontains="martin").exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_thousand_signatures_at_once_are_two_thousand(component, kind, alice, at):
    """Each person sends twice at the same moment, all from many threads: none is lost, none counts double, one threshold."""
    people, threads = (2000, 16) if connection.vendor == "postgresql" else (300, 4)
    kind.check_kind, kind.is_paper = InitiativeType.EMAIL, False
    kind.threshold = people // 2
    kind.save()
    row = Initiative.objects.create(
        component=component, type=kind, voice=alice.voice, title="t", text="t", state="collecting", in_list=True, threshold=people // 2,
        created_at=at, opened_at=at, public_at=at, closes_at=at + timedelta(days=9),
    )  # fmt: skip
    accounts = Account.objects.bulk_create([Account(email=f"p{n}@example.org", email_confirmed_at=at) for n in range(people)])
    Voice.objects.bulk_create([Voice(account=account, name=f"P {number}") for number, account in enumerate(accounts)])
    everybody = list(Account.objects.filter(email__endswith="@example.org", email__startswith="p").select_related("voice").order_by("pk"))
    refused, errors, lock = [], [], threading.Lock()

    def sign_many(part):
        try:
            fresh = Initiative.objects.select_related("component__process", "type").get(pk=row.pk)
            for person in part:
                try:
                    actions.sign(initiative=fresh, person=person, at=at)
                except Refused:
                    with lock:
                        refused.append(person.pk)
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    # Each part is given to two threads, so that the same person also signs twice at the same moment.
    parts = [everybody[number :: threads // 2] for number in range(threads // 2)] * 2
    running = [threading.Thread(target=sign_many, args=(part,)) for part in parts]
    for one in running:
        one.start()
    for one in running:
        one.join()
    assert not errors
    row.refresh_from_db()
    assert row.signatures_count == Signature.objects.filter(initiative=row).count() == people
    assert len(refused) == people
    assert row.steps.filter(state="waiting").count() == 1
