import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.ground.places.actions import add_district, add_place, set_layer
from beffroi.ground.places.models import District, GroundLayer, Place, Territory

pytestmark = pytest.mark.django_db
BASE = "/bureau/lieux/"
GROUND = "/bureau/territoire/"
POINT = {"location-address": "La place", "location-said": "La place", "location-lon": "3.05", "location-lat": "50.65"}
FORM = {"name": "École", "kind": "school", "accessibility": "Plain-pied", **POINT}


def geojson(data):
    return SimpleUploadedFile("x.geojson", json.dumps(data).encode())


@pytest.fixture
def place(at):
    return add_place(values={"name": "Mairie", "kind": "hall", "longitude": 3.05, "latitude": 50.65}, at=at)


@pytest.mark.parametrize(("path", "technician"), [(BASE, 200), (BASE + "ajouter/", 200), (BASE + "1/", 404), (GROUND, 403)])
def test_who_reaches_what(client, at_the_desk, alice, bob, admin, path, technician):
    assert client.get(path).status_code == 302
    assert at_the_desk(alice).get(path).status_code == 403
    assert at_the_desk(bob).get(path).status_code == technician
    assert at_the_desk(admin).get(path).status_code in (200, 404)


def test_a_place_is_added_changed_and_removed(at_the_desk, bob, square):
    desk = at_the_desk(bob)
    add_district(name="Nord", geojson=square(3.0, 50.6, 0.1))
    assert desk.post(BASE + "ajouter/", FORM | {"name": ""}).status_code == 200
    assert desk.post(BASE + "ajouter/", FORM).status_code == 302
    place = Place.objects.get()
    assert (place.name, place.district.name, place.address) == ("École", "Nord", "La place")
    assert desk.post(f"{BASE}{place.pk}/", FORM | {"name": "École Jean Zay", "version": place.version}).status_code == 302
    assert "École Jean Zay" in desk.get(BASE).content.decode()
    assert desk.get(f"{BASE}{place.pk}/retirer/").status_code == 200
    assert Place.objects.exists()
    desk.post(f"{BASE}{place.pk}/retirer/")
    assert not Place.objects.exists()


def test_two_people_edit_a_place_and_both_texts_are_shown(at_the_desk, bob, place):
    desk = at_the_desk(bob)
    desk.post(f"{BASE}{place.pk}/", FORM | {"name": "Le nom de l’autre", "version": 1})
    html = desk.post(f"{BASE}{place.pk}/", FORM | {"name": "Mon nom", "version": 1}).content.decode()
    assert 'value="Mon nom"' in html
    assert "Le nom de l’autre" in html
    assert Place.objects.get().name == "Le nom de l’autre"


def test_the_territory_is_filled_by_files(at_the_desk, admin, square):
    desk = at_the_desk(admin)
    lines = {"type": "LineString", "coordinates": [[3.0, 50.6], [3.1, 50.7]]}
    assert desk.post(GROUND, {"outline": "1", "outline-outline": geojson(lines)}).status_code == 200
    assert not Territory.objects.exists()
    assert desk.post(GROUND, {"outline": "1", "outline-outline": geojson(square(3.0, 50.6, 0.1))}).status_code == 302
    assert desk.post(GROUND, {"layer": "1", "layer-kind": "streets", "layer-layer": geojson(lines)}).status_code == 302
    assert (
        desk.post(GROUND, {"district": "1", "district-name": "Nord", "district-area": geojson(square(3.0, 50.6, 0.1))}).status_code == 302
    )
    html = desk.post(GROUND, {"district": "1", "district-name": "Nord", "district-area": geojson(square(3.0, 50.6, 0.1))}).content.decode()
    assert "s’appelle déjà Nord" in html
    assert (Territory.objects.count(), GroundLayer.objects.count(), District.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b"[" * 5000, b"null", b'{"type":"Polygon","coordinates":[[[1e999,0]]]}'])
def test_a_file_that_is_no_geojson_is_refused_with_a_sentence(at_the_desk, admin, content):
    response = at_the_desk(admin).post(GROUND, {"outline": "1", "outline-outline": SimpleUploadedFile("x.json", content)})
    assert response.status_code == 200
    assert "field-error" in response.content.decode()


def test_districts_and_layers_are_changed_and_removed(at_the_desk, admin, square):
    desk = at_the_desk(admin)
    district = add_district(name="Nord", geojson=square(3.0, 50.6, 0.1))
    set_layer(kind="streets", geojson={"type": "LineString", "coordinates": [[3.0, 50.6], [3.1, 50.7]]})
    assert desk.post(f"{GROUND}quartiers/{district.pk}/", {"name": "Le Nord", "position": "2"}).status_code == 302
    district.refresh_from_db()
    assert (district.name, district.slug, district.position) == ("Le Nord", "nord", 2)
    desk.post(f"{GROUND}quartiers/{district.pk}/retirer/")
    desk.post(f"{GROUND}couches/streets/retirer/")
    assert not District.objects.exists()
    assert not GroundLayer.objects.exists()
