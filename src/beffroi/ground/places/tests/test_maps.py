from xml.etree import ElementTree

import pytest

from beffroi.ground.places.actions import add_district, set_layer
from beffroi.ground.places.maps import View, ratio_of, svg_map
from beffroi.ground.places.types import MapPoint

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
HALL = MapPoint(3.05, 50.65, 'Mairie <b> & "co"', "/lieux/1/")
FAR = MapPoint(9.0, 42.0, "Corse", "/lieux/2/")


def test_the_map_is_well_formed_and_its_marks_are_links_with_names(outline, square):
    add_district(name="Nord", geojson=square(3.0, 50.65, 0.05))
    set_layer(kind="streets", geojson={"type": "LineString", "coordinates": [[3.0, 50.6], [3.1, 50.7]]})
    html = svg_map([HALL, FAR], label="Carte & <plan>")
    tree = ElementTree.fromstring(html)
    assert tree.get("aria-label") == "Carte & <plan>"
    links = tree.findall(f".//{SVG}a")
    assert [(link.get("href"), link.get("aria-label")) for link in links] == [("/lieux/1/", '1. Mairie <b> & "co"')]
    drawn = {path.get("class") for path in tree.iter(f"{SVG}path")}
    assert drawn == {"map-town", "map-streets map-line", "map-district", "map-edge"}
    assert "style" not in html.replace("map-style", "")


def test_the_middle_of_the_town_is_in_the_middle_of_the_picture(outline):
    place = ElementTree.fromstring(svg_map([HALL])).find(f"{SVG}svg[@class='map-place']")
    assert float(place.get("x")[:-1]) == pytest.approx(50, abs=0.5)
    assert float(place.get("y")[:-1]) == pytest.approx(50, abs=0.5)


def test_without_an_outline_the_points_give_the_view(db):
    html = svg_map([HALL, MapPoint(3.06, 50.66, "École")])
    assert html.count("map-pin-mark") == 2
    ElementTree.fromstring(svg_map([]))


def test_an_area_is_looked_at_and_drawn(outline, square):
    html = svg_map([HALL], area=square(3.04, 50.64, 0.02))
    assert 'class="map-area"' in html
    assert 'class="map-pin"' in html


@pytest.mark.parametrize(
    ("width", "height", "shape"), [(800, 600, "4-3"), (600, 600, "1-1"), (1600, 900, "16-9"), (900, 100, "2-1"), (3, 0, "2-1")]
)
def test_the_shape_is_one_that_the_style_sheet_knows(width, height, shape):
    assert ratio_of(width, height) == shape


def test_a_long_line_loses_the_steps_that_nobody_sees():
    view = View((0, 0, 1, 1), 1.0)
    line = [(n / 100_000, n / 100_000) for n in range(100_000)]
    assert len(view.path(line, closed=False)) < 40_000
