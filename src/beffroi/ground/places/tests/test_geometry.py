import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from beffroi.ground.places.actions import add_district, set_layer, set_outline
from beffroi.ground.places.geometry import AREAS, contains, metres, middle, read_geometry
from beffroi.ground.places.models import GroundLayer
from beffroi.ground.places.queries import district_at, in_town

HOLED = {
    "type": "Polygon",
    "coordinates": [[[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]], [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]],
}
C_SHAPE = {"type": "Polygon", "coordinates": [[[0, 0], [10, 0], [10, 2], [2, 2], [2, 8], [10, 8], [10, 10], [0, 10], [0, 0]]]}


@pytest.mark.parametrize(
    ("area", "point", "inside"),
    [
        (HOLED, (1, 1), True), (HOLED, (5, 5), False), (HOLED, (11, 5), False), (HOLED, (-1, 5), False),
        (C_SHAPE, (1, 5), True), (C_SHAPE, (6, 5), False), (C_SHAPE, (6, 1), True), (C_SHAPE, (6, 9), True),
        ({"type": "MultiPolygon", "coordinates": [HOLED["coordinates"], [[[20, 20], [21, 20], [21, 21], [20, 20]]]]}, (20.8, 20.3), True),
    ],
)  # fmt: skip
def test_a_point_is_inside_or_not(area, point, inside):
    assert contains(area, *point) is inside


@given(st.floats(-0.99, 0.99), st.floats(-0.99, 0.99), st.floats(1.01, 50))
def test_inside_a_square_is_inside_wherever_it_lies(x, y, far):
    square = {"type": "Polygon", "coordinates": [[[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]]}
    assert contains(square, x, y)
    assert not contains(square, x * far + (far if x >= 0 else -far), y)


def test_distances_are_right():
    assert metres((2.3522, 48.8566), (4.8357, 45.7640)) == pytest.approx(391_500, rel=0.01)
    assert metres((3, 50), (3, 50)) == 0


def test_the_middle_of_a_square():
    assert middle(HOLED) == pytest.approx((5, 5))


@pytest.mark.parametrize(
    "data",
    [
        None, [], {}, "x", {"type": "Polygon"}, {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]},
        {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1]]]},
        {"type": "Polygon", "coordinates": [[[700000, 6600000], [1, 0], [1, 1], [700000, 6600000]]]},
        {"type": "Polygon", "coordinates": [[["a", "b"], [1, 0], [1, 1], ["a", "b"]]]},
        {"type": "Point", "coordinates": [1, 1]}, {"type": "FeatureCollection", "features": [1, None]},
    ],
)  # fmt: skip
def test_what_is_no_outline_is_refused(data):
    with pytest.raises(ValidationError):
        read_geometry(data, allowed=AREAS)
    assert read_geometry({"type": "Feature", "geometry": HOLED}, allowed=AREAS)["type"] == "Polygon"


@pytest.mark.django_db
def test_in_the_town_and_in_which_district(square):
    assert in_town(0, 0)  # no outline yet: everywhere
    set_outline(geojson=square(3.0, 50.6, 0.1))
    north = add_district(name="Nord", geojson=square(3.0, 50.65, 0.05))
    assert in_town(3.01, 50.66)
    assert not in_town(3.2, 50.66)
    assert not in_town(3.1005, 50.6, margin=10)
    assert in_town(3.1005, 50.6, margin=100)
    assert district_at(3.01, 50.66) == north
    assert district_at(3.09, 50.61) is None


@pytest.mark.django_db
def test_two_districts_have_two_names(square):
    add_district(name="Centre-ville", geojson=square(0, 0))
    with pytest.raises(ValidationError):
        add_district(name="Centre ville", geojson=square(0, 0))


@pytest.mark.django_db
def test_a_layer_takes_only_what_it_is_made_of(square):
    lines = {"type": "LineString", "coordinates": [[3.0, 50.6], [3.1, 50.7]]}
    assert set_layer(kind=GroundLayer.STREETS, geojson=lines).geometry == lines
    with pytest.raises(ValidationError):
        set_layer(kind=GroundLayer.STREETS, geojson=square(0, 0))
    set_layer(
        kind=GroundLayer.WATER,
        geojson={"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": g} for g in (lines, square(3, 50.6, 0.01))]},
    )
    assert GroundLayer.objects.get(kind="water").geometry["type"] == "GeometryCollection"
