from xml.etree import ElementTree

import pytest
from django.test import Client

from beffroi.ground.people.testing import sign_in
from beffroi.kernel.subjects import subject_kinds
from beffroi.participation.initiatives import actions
from beffroi.participation.initiatives.models import Initiative
from beffroi.participation.initiatives.tests.conftest import ALICE, TEXT, TITLE
from beffroi.participation.spaces import actions as spaces
from beffroi.participation.spaces.models import Component


def base_of(component):
    return f"/p/{component.process.slug}/initiatives/{component.pk}/"


def test_from_the_first_word_to_the_check_by_forms_alone(component, kind, alice, bob, david, manager, client):
    sign_in(client, alice)
    base = base_of(component)
    page = client.get(f"{base}commencer/").content.decode()
    assert "Signatures nécessaires" in page
    assert client.post(f"{base}commencer/", {"kind": kind.pk, "title": "Court", "text": TEXT}).status_code == 422
    answer = client.post(f"{base}commencer/", {"kind": kind.pk, "title": TITLE, "text": TEXT})
    committee = answer["Location"]
    row = Initiative.objects.get()
    for person in (bob, david):
        client.post(committee, {"who": person.email})
        member = row.members.get(voice=person.voice)
        other = Client()
        sign_in(other, person)
        assert "On vous invite" in other.get(f"{base}{row.pk}/").content.decode()
        other.post(f"{base}{row.pk}/comite/{member.pk}/accepter/")
    client.post(f"{base}{row.pk}/envoyer/")
    row.refresh_from_db()
    assert row.state == "checking"
    team = Client()
    sign_in(team, manager)
    assert TITLE in team.get("/bureau/initiatives/").content.decode()
    desk = f"/bureau/p/{component.process_id}/initiatives/{component.pk}/{row.pk}/"
    assert team.post(f"{desk}recevabilite/", {"refuse": "1", "reason": ""}).status_code == 422
    team.post(f"{desk}recevabilite/", {"admit": "1", "reason": ""})
    assert "Signer" in Client().get(f"{base}{row.pk}/").content.decode()


def test_a_visitor_starts_one_with_a_code(component, kind, client):
    answer = client.post(f"{base_of(component)}commencer/", {"kind": kind.pk, "title": TITLE, "text": TEXT})
    assert answer.status_code == 302
    assert "/commencer/" not in answer["Location"]


def test_the_team_writes_types_and_contradictions_are_refused(component, kind, manager, client, collecting):
    sign_in(client, manager)
    url = f"/bureau/p/{component.process_id}/initiatives/{component.pk}/types/{kind.pk}/"
    good = {
        "title": "Pétition", "text": "", "threshold": 50, "days": 30, "answer_days": 30, "check_days": 8, "committee": 1, "who": "",
        "check_kind": "declared", "minimum_age": 0, "keep_days": 10, "is_paper": "on",
    }  # fmt: skip
    for wrong in ({"check_kind": "roll"}, {"check_kind": "email"}, {"threshold": 0}, {"days": 9999}):
        assert client.post(url, {**good, **wrong}).status_code == 422, wrong
    kind.refresh_from_db()
    assert kind.threshold == 3
    assert client.post(url, good).status_code == 302
    kind.refresh_from_db()
    assert (kind.threshold, kind.days, kind.keep_days) == (50, 30, 10)
    collecting()
    answer = client.post(url, {**good, "check_kind": "email", "is_paper": ""})
    assert answer.status_code == 422
    assert "en cours de signature" in answer.content.decode()


@pytest.mark.parametrize("signed_in", [False, True], ids=["anonymous", "signed in"])
def test_pages_cost_the_same_with_five_and_fifty(collecting, component, kind, alice, bob, at, signed_in, django_assert_max_num_queries):
    first = collecting(threshold=10)
    client = Client()
    if signed_in:
        sign_in(client, bob)

    def more(n):
        rows = [
            Initiative(
                component=component,
                type=kind,
                voice=alice.voice,
                title=f"{TITLE} {i}",
                text=TEXT,
                state="collecting",
                in_list=True,
                threshold=10,
                created_at=at,
                public_at=at,
                opened_at=at,
                closes_at=first.closes_at,
            )  # fmt: skip
            for i in range(n)
        ]
        Initiative.objects.bulk_create(rows)

    base, most = base_of(component), 10 if signed_in else 6
    more(4)
    for size in (5, 50):
        for path in (base, f"{base}?tri=signees", f"{base}{first.pk}/", "/initiatives/"):
            client.get(path)
            with django_assert_max_num_queries(most):
                assert client.get(path).status_code == 200, (size, path)
        more(45)


def test_a_public_page_is_the_same_for_every_visitor(collecting, component, alice, at):
    row = collecting(threshold=10)
    actions.sign(initiative=row, person=alice, identity=ALICE, at=at)
    for path in (base_of(component), f"{base_of(component)}{row.pk}/", "/initiatives/"):
        answer = Client().get(path)
        assert not answer.cookies, path
        assert "csrfmiddlewaretoken" not in answer.content.decode(), path
    assert "1 signature sur 10" in Client().get(f"{base_of(component)}{row.pk}/").content.decode()


def test_moderation_hides_it_everywhere(open_one, component):
    row = open_one
    subject_kinds["initiative"].set_hidden(row.pk, True)
    assert Client().get(f"{base_of(component)}{row.pk}/").status_code == 404
    assert TITLE not in Client().get(base_of(component)).content.decode()
    subject_kinds["initiative"].set_hidden(row.pk, False)
    assert TITLE in Client().get(base_of(component)).content.decode()


def test_a_duplicated_space_has_the_same_rules(component, kind, manager, at):
    kind.title, kind.threshold = "Pétition de quartier", 42
    kind.save()
    copy = spaces.duplicate(process=component.process, person=manager, at=at)
    other = Component.objects.get(process=copy, kind="initiative")
    assert [(row.title, row.threshold) for row in other.initiative_types.all()] == [("Pétition de quartier", 42)]


def test_an_atom_feed_tells_of_public_initiatives(draft, collecting, client, django_assert_max_num_queries):
    row, atom = collecting(), "{http://www.w3.org/2005/Atom}"
    assert "/initiatives/flux.atom" in client.get("/initiatives/").content.decode()
    with django_assert_max_num_queries(4):
        answer = client.get("/initiatives/flux.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    entries = ElementTree.fromstring(answer.content).findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}id").rsplit(":", 1)[1] for entry in entries] == [str(row.pk)]  # no draft
    assert entries[0].findtext(f"{atom}title") == row.title
    Component.objects.filter(pk=row.component_id).update(published_at=None)
    assert not ElementTree.fromstring(client.get("/initiatives/flux.atom").content).findall(f"{atom}entry")
