import pytest

from beffroi.ground.places import folding
from beffroi.ground.places.actions import import_addresses
from beffroi.ground.places.search import addresses, nearest
from beffroi.ground.places.tests.conftest import bal, line, town_lines


def first(text):
    found = addresses(text)
    return found[0].label.split(",")[0] if found else None


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("rue des lilas", "Rue des Lilas"),
        ("12 rue des Lilas", "12 Rue des Lilas"),
        ("12 bis, rue des lilas", "12 bis Rue des Lilas"),
        ("12bis rue des lilas", "12 bis Rue des Lilas"),
        ("12 b rue des lilas", "12 bis Rue des Lilas"),
        ("12 RUE DES LILAS Bellerive", "12 Rue des Lilas"),
        ("av du gal de gaulle", "Avenue du Général de Gaulle"),
        ("7 av. Gal. de Gaulle", "7 Avenue du Général de Gaulle"),
        ("bd jean jaures", "Boulevard Jean Jaurès"),
        ("rue jean jores", "Rue Jean Jaurès"),
        ("3 bvd jean jaurés", "3 Boulevard Jean Jaurès"),
        ("pl eglise", "Place de l’Église"),
        ("place de l'eglise", "Place de l’Église"),
        ("rue d arcole", "Rue d’Arcole"),
        ("12 d arcole", "12 Rue d’Arcole"),
        ("moulin a vent", "Chemin du Moulin à Vent"),
        ("allee des oeillets", "Allée des Œillets"),
        ("rue st eloi", "Rue Saint-Éloi"),
        ("rue des lilsa", "Rue des Lilas"),
        ("quai de la lis", "Quai de la Lys"),
        ("4 quai de la ly", "4 Quai de la Lys"),
        ("rue des li", "Rue des Lilas"),
        ("clos fleuri", "Le Clos Fleuri"),
        ("marie curie", "Square Marie-Curie"),
        ("rue des lilas 12 bis", "12 bis Rue des Lilas"),
        ("lilas, 7", "7 Rue des Lilas"),
        ("zzzzzz", None),
        ("", None),
        ("   ", None),
        ("'; drop table", None),
        ("%", None),
    ],
)
def test_an_address_is_found_as_one_types_it(town_addresses, typed, found):
    assert first(typed) == found


def test_a_number_that_does_not_exist_gives_its_neighbours_and_the_street(town_addresses):
    labels = [match.label.split(",")[0] for match in addresses("22 rue des lilas")]
    assert labels[0] == "20 Rue des Lilas"
    assert "Rue des Lilas" in labels


def test_the_city_is_said_and_the_point_is_right(town_addresses):
    match = addresses("5 rue d’Arcole")[0]
    assert match.label == "5 Rue d’Arcole, Bellerive"
    assert (match.longitude, match.latitude, match.kind) == (3.0525, 50.642, "address")


def test_the_city_tells_apart_streets_of_one_name(town_addresses, at):
    import_addresses(file=bal(line("Rue des Lilas", 3, commune_insee="59998", commune_nom="Hautmont")), at=at)
    assert addresses("3 rue des lilas hautmont")[0].label.endswith("Hautmont")
    assert addresses("3 rue des lilas bellerive")[0].label.endswith("Bellerive")


@pytest.mark.parametrize("times", [1, 20])
def test_a_search_asks_the_same_few_questions_in_a_large_town(db, at, django_assert_max_num_queries, times):
    lines = [row.replace("59999", f"59{n:03}").replace("Bellerive", f"Ville{n}") for n in range(times) for row in town_lines()[:60]]
    import_addresses(file=bal(*lines), at=at)
    with django_assert_max_num_queries(5):
        assert addresses("12 rue des lilas")
    with django_assert_max_num_queries(5):
        assert addresses("rue des lilas")


def test_the_nearest_address_and_its_distance(town_addresses):
    address, metres = nearest(3.0525, 50.64201)
    assert address.label == "5 Rue d’Arcole"
    assert 0 < metres < 3
    assert nearest(2.0, 48.0) is None


@pytest.mark.parametrize(
    ("typed", "number", "suffix", "rest"),
    [
        ("12 rue x", 12, "", "rue x"),
        ("12bis rue x", 12, "bis", "rue x"),
        ("12 ter, rue x", 12, "ter", "rue x"),
        ("n° 3 rue x", 3, "", "rue x"),
        ("12 a rue x", 12, "a", "rue x"),
        ("rue du 8 mai", None, "", "rue du 8 mai"),
    ],
)
def test_number_and_suffix_are_read(typed, number, suffix, rest):
    assert folding.split_number(typed) == (number, suffix, rest)


@pytest.mark.parametrize(("a", "b", "count"), [("lilas", "lilas", 0), ("lials", "lilas", 1), ("jores", "jaures", 2), ("abc", "xyz", 3)])
def test_slips_count_a_swap_once(a, b, count):
    assert folding.slips(a, b, 3) == count
