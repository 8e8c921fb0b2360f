import json
import re

import pytest
from django.template.loader import get_template

from beffroi.ground.town.actions import set_exceptional_day, set_up_legal, set_up_town, set_week
from beffroi.ground.town.hours import read_intervals
from beffroi.ground.town.legal import TITLES, accessibility_words
from beffroi.ground.town.types import Processing, processings

pytestmark = pytest.mark.django_db

ADDRESSES = ["/mairie/", "/mentions-legales/", "/accessibilite/", "/donnees-personnelles/", "/cookies/"]


@pytest.fixture
def town(at):
    set_week(week={day: read_intervals("9h-12h, 13h30-17h") for day in range(5)})
    return set_up_town(
        name="Bellerive <b>", at=at, siren="732829320", street="1 place de l’Église", postal_code="59999", city="Bellerive",
        phone="03 20 00 00 00", email="mairie@example.org", tagline="Au fil de l’eau",
    )  # fmt: skip


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("filled", [True, False])
def test_every_page_reads_in_both_languages_with_or_without_settings(client, request, address, prefix, filled):
    if filled:
        request.getfixturevalue("town")
    response = client.get(prefix + address)
    html = response.content.decode()
    assert response.status_code == 200
    assert html.count("<h1") == 1
    assert "<b>" not in html
    assert not response.cookies
    assert "csrf" not in html.replace("csrftoken", "")
    assert " style=" not in html


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_asks_few_questions(client, town, address, django_assert_max_num_queries):
    client.get(address)
    with django_assert_max_num_queries(6):
        client.get(address)


def test_the_contact_page_says_where_and_when(client, town, at):
    set_exceptional_day(day=at.date(), label="Inventaire", intervals=[])
    html = client.get("/mairie/").content.decode()
    assert "1 place de l’Église" in html
    assert "9\u202fh – 12\u202fh, 13\u202fh\u202f30 – 17\u202fh" in html
    assert 'href="tel:0320000000"' in html


def test_search_engines_read_who_the_town_is(client, town):
    html = client.get("/mairie/").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1])
    assert data["@type"] == "GovernmentOrganization"
    assert data["name"] == "Bellerive <b>"
    assert data["identifier"]["value"] == "732829320"
    assert data["address"]["postalCode"] == "59999"
    assert len(data["openingHoursSpecification"]) == 10


def test_the_declaration_is_honest_by_default(client, town, at):
    html = client.get("/accessibilite/").content.decode()
    assert "<strong>non conforme</strong>" in html
    assert accessibility_words() == "Accessibilité\u202f: non conforme"
    assert accessibility_words() in client.get("/mairie/").content.decode()
    set_up_legal(at=at, conformity="partly", audit_date=at.date(), audit_rate=72.5, audit_by="Alice", declared_on=at.date())
    html = client.get("/accessibilite/").content.decode()
    assert "<strong>partiellement conforme</strong>" in html
    assert "72,5" in html
    assert "12 mars 2026" in html


def test_the_notices_name_who_answers(client, town, at):
    assert "n’a pas encore été indiqué" in client.get("/mentions-legales/").content.decode()
    set_up_legal(at=at, publication_director="Odile Martin", publication_director_title="maire", host_name="Hôte <i>")
    html = client.get("/mentions-legales/").content.decode()
    assert "Odile Martin, maire" in html
    assert "Hôte &lt;i&gt;" in html
    assert "732\u202f829\u202f320" in html


def test_the_register_of_processing_is_what_the_floors_above_tell(client, town):
    class Source:
        kind = "source"

        def processings(self):
            return [Processing(label="Comptes", purpose="Vous reconnaître", retention="3 ans <x>")]

    with processings.with_only(Source()):
        html = client.get("/donnees-personnelles/").content.decode()
    assert "Vous reconnaître" in html
    assert "3 ans &lt;x&gt;" in html


@pytest.mark.parametrize("page", TITLES)
def test_french_texts_are_set_as_french_is(page, town):
    source = get_template(f"town/legal/{page}_fr.html").template.source
    words = re.sub(r"{[%{].*?[%}]}|<[^>]*>", "", source)
    assert not re.search(r" [;:!?»]|« |'", words)
