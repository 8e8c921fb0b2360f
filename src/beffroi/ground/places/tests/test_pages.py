import pytest
import time_machine

from beffroi.ground.places.actions import add_district, add_place, set_layer
from beffroi.ground.places.types import MapPoint, map_layers

pytestmark = pytest.mark.django_db


def place(at, name="Mairie <b>", **values):
    known = {"name": name, "kind": "hall", "longitude": 3.05, "latitude": 50.65, "address": "1 place de l’Église"}
    return add_place(values=known | values, at=at)


class Ideas:
    kind = "ideas"
    label = "Idées"

    def points(self, limit):
        return [MapPoint(3.02, 50.62, "Un banc", "/idees/1/", "Note <i>", self.kind)]


def test_the_map_shows_a_list_and_the_same_on_a_picture(client, outline, at):
    found = place(at)
    with map_layers.with_more(Ideas()):
        response = client.get("/carte/")
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert html.count("/idees/1/") == 2  # the mark and the list
    assert html.count(f'href="/lieux/{found.pk}/"') == 2
    assert "Mairie &lt;b&gt;" in html
    assert "Note &lt;i&gt;" in html
    assert not response.cookies
    assert " style=" not in html
    assert "csrf" not in html


def test_the_numbers_of_the_list_are_those_of_the_marks(client, outline, at):
    place(at, "Ziggourat")
    with map_layers.with_more(Ideas()):
        html = client.get("/carte/").content.decode()
    assert 'aria-label="1. Un banc"' in html
    assert 'aria-label="2. Ziggourat"' in html
    assert '<ol class="map-list" start="2">' in html


def test_the_map_is_filtered_by_layer_and_district(client, outline, square, at):
    place(at, "Au sud", latitude=50.61)
    place(at, "Au nord", longitude=3.02, latitude=50.69)
    add_district(name="Nord", geojson=square(3.0, 50.65, 0.05))
    html = client.get("/carte/?quartier=nord").content.decode()
    assert "Au nord" in html
    assert "Au sud" not in html
    with map_layers.with_more(Ideas()):
        html = client.get("/carte/?couche=ideas").content.decode()
        assert "Un banc" in html
        assert "Au nord" not in html
        assert client.get("/carte/?couche=<x>&quartier=<y>").status_code == 200


def test_an_empty_map_invites(client, db):
    assert "Rien n’est encore sur la carte" in client.get("/carte/").content.decode()
    assert client.get("/en/carte/").status_code == 200


@pytest.mark.parametrize("count", [5, 50])
def test_the_map_asks_the_same_few_questions(client, outline, square, at, django_assert_max_num_queries, count):
    add_district(name="Nord", geojson=square(3.0, 50.65, 0.05))
    for number in range(count):
        place(at, f"Lieu {number}")
    client.get("/carte/")
    with django_assert_max_num_queries(6):
        client.get("/carte/")


def test_a_place_says_how_to_get_in(client, outline, square, at):
    add_district(name="Nord", geojson=square(3.0, 50.65, 0.05))
    found = place(at, accessibility="Plain-pied <x>", longitude=3.02, latitude=50.66)
    html = client.get(f"/lieux/{found.pk}/").content.decode()
    assert "Plain-pied &lt;x&gt;" in html
    assert "Nord" in html
    assert client.get("/lieux/999/").status_code == 404


def test_the_search_answers_while_one_types(client, town_addresses):
    data = client.get("/carte/adresses.json", {"q": "12 bis rue des lil"}).json()
    assert data["matches"][0] == {"label": "12 bis Rue des Lilas, Bellerive", "lon": 3.0561, "lat": 50.6301, "kind": "address"}
    assert client.get("/carte/adresses.json", {"q": "ru"}).json() == {"matches": []}
    assert client.get("/carte/adresses.json").json() == {"matches": []}


@time_machine.travel("2026-03-12 12:00:10+00:00", tick=False)
def test_the_search_is_counted(client, town_addresses):
    codes = [client.get("/carte/adresses.json", {"q": f"rue {number}"}).status_code for number in range(241)]
    assert codes == [200] * 240 + [429]


def test_the_nearest_address_of_a_point(client, town_addresses, outline):
    data = client.get("/carte/pres.json", {"lon": "3.0525", "lat": "50.64201"}).json()
    assert data == {"nearest": {"label": "5 Rue d’Arcole", "metres": 1}, "inside": True}
    assert client.get("/carte/pres.json", {"lon": "9", "lat": "42"}).json() == {"nearest": None, "inside": False}


@pytest.mark.parametrize("query", [{}, {"lon": "x", "lat": "1"}, {"lon": "nan", "lat": "1"}, {"lon": "1e9", "lat": "1"}])
def test_a_point_that_is_none_is_a_bad_request(client, db, query):
    assert client.get("/carte/pres.json", query).status_code == 400


def test_the_ground_is_geojson(client, outline, square):
    add_district(name="Nord", geojson=square(3.0, 50.65, 0.05))
    set_layer(kind="streets", geojson={"type": "LineString", "coordinates": [[3.0, 50.6], [3.1, 50.7]]})
    data = client.get("/carte/fond.json").json()
    assert [feature["properties"]["kind"] for feature in data["features"]] == ["town", "streets", "district"]
    assert data["bbox"] == pytest.approx([3.0, 50.6, 3.1, 50.7])
