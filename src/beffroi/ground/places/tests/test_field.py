import pytest
from django import forms

from beffroi.ground.places.forms import LocationField
from beffroi.ground.places.search import addresses
from beffroi.ground.places.types import Location

pytestmark = pytest.mark.django_db


class WhereForm(forms.Form):
    where = LocationField(required=False)


def send(**parts):
    return WhereForm({f"where-{name}": value for name, value in parts.items()})


def test_an_address_that_is_clear_gives_its_point(town_addresses):
    form = send(address="5 rue d'arcole")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["where"] == Location(3.0525, 50.642, "5 Rue d’Arcole, Bellerive")


def test_addresses_that_look_alike_are_offered_and_one_is_chosen(town_addresses):
    form = send(address="jean jaures")
    assert not form.is_valid()
    html = str(form)
    assert "Boulevard Jean Jaurès" in html
    assert "Rue Jean Jaurès" in html
    assert 'value="jean jaures"' in html
    choice = next(match for match in addresses("jean jaures") if match.label.startswith("Rue"))
    chosen = send(address="jean jaures", choice=choice.as_choice)
    assert chosen.is_valid()
    assert chosen.cleaned_data["where"].address == "Rue Jean Jaurès, Bellerive"


def test_another_form_of_the_same_kind_does_not_remember_the_choice(town_addresses):
    send(address="jean jaures").is_valid()
    assert "location-matches" not in str(WhereForm())


def test_a_point_of_the_map_is_kept_with_the_words_of_the_person(town_addresses):
    form = send(address="Devant l’école", lon="3.0525", lat="50.642", said="Devant l’école")
    assert form.is_valid()
    assert form.cleaned_data["where"] == Location(3.0525, 50.642, "Devant l’école")


def test_a_point_without_words_is_named_by_the_nearest_address(town_addresses):
    form = send(lon="3.0525", lat="50.64201")
    assert form.is_valid()
    assert form.cleaned_data["where"].address == "5 Rue d’Arcole"


def test_a_point_of_an_address_that_was_replaced_is_dropped(town_addresses):
    form = send(address="12 bis rue des lilas", lon="3.0525", lat="50.642", said="5 Rue d’Arcole")
    assert form.is_valid()
    assert form.cleaned_data["where"].address == "12 bis Rue des Lilas, Bellerive"


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"address": "zzzzzz"}, "unknown"),
        ({"lon": "9.0", "lat": "42.0"}, "outside"),
        ({"choice": '[9.0, 42.0, "Corse"]'}, "outside"),
    ],
)
def test_what_cannot_be_placed_is_refused_and_kept(town_addresses, outline, parts, code):
    form = send(**parts)
    assert not form.is_valid()
    assert form.errors.as_data()["where"][0].code == code
    assert parts.get("address", "") in str(form)


@pytest.mark.parametrize(
    "parts",
    [{}, {"lon": "x", "lat": "y"}, {"lon": "inf", "lat": "nan"}, {"choice": "[1]"}, {"choice": "null"}, {"lon": "200", "lat": "50"}],
)
def test_nothing_is_nothing(town_addresses, parts):
    form = send(**parts)
    assert form.is_valid()
    assert form.cleaned_data["where"] is None


def test_a_place_that_is_needed_is_asked_for(town_addresses):
    field = LocationField()
    with pytest.raises(forms.ValidationError):
        field.clean({"address": ""})


def test_what_is_shown_is_escaped(town_addresses):
    html = str(send(address='"><script>alert(1)</script>', lon="3.05", lat="50.65", said='"><script>'))
    assert "<script>" not in html


def test_a_kept_place_is_shown_again(town_addresses, outline):
    form = WhereForm(initial={"where": Location(3.05, 50.65, "Mairie")})
    html = str(form)
    assert 'value="Mairie"' in html
    assert 'value="3.050000"' in html
    assert "map-pin" in html
    assert not WhereForm(
        {"where-address": "Mairie", "where-lon": "3.050000", "where-lat": "50.650000", "where-said": "Mairie"},
        initial={"where": Location(3.05, 50.65, "Mairie")},
    ).has_changed()
