"""The national schema says yes, for the tidy and for the untidy."""

import json

import frictionless
import pytest

from beffroi.crossings.opendata.equipment import head_office, telephone
from beffroi.ground.places.models import Place
from beffroi.ground.town.models import Town
from beffroi.kernel import edition

pytestmark = pytest.mark.django_db


def place(at, name, kind="other", address="", **more):
    return Place.objects.create(name=name, kind=kind, address=address, longitude=1.26, latitude=45.83, created_at=at, changed_at=at, **more)


def test_places_of_any_sort_pass_the_national_schema(client, at, shared, tmp_path, settings):
    settings.BASE_URL = "https://ville.example"
    Town.objects.create(pk=1, name="Clairbourg", siren="217500016", insee_code="87999", postal_code="87999", city="Clairbourg-sur-Ance")
    edition.bump()
    place(at, "Mairie", "hall", "1 bis place de l’Église, 87999 Clairbourg", phone="+33 5 55 00 00 12", hours="Mo-Fr 08:30-12:00")
    place(at, "Étang", "nature")
    place(at, "=SOMME(A1)", "market", "Halle (côté n° 3), place; du Marché", phone="3975", hours="le matin")
    place(at, "École", "school", "12, rue des Écoles")
    written = client.get("/donnees/jeux/equipements.csv")
    file = tmp_path / "equipements.csv"
    file.write_bytes(b"".join(written) if written.streaming else written.content)
    schema = frictionless.Schema.from_descriptor(json.loads((shared / "schemas" / "scdl_equipements.json").read_text()))
    report = frictionless.Resource(path=file.name, basepath=str(tmp_path), schema=schema).validate()
    assert report.valid, report.flatten(["rowNumber", "fieldName", "note"])
    lines = file.read_text("utf-8-sig").splitlines()
    assert len(lines) == 5
    assert "87999-01010401-001,Equipement administratif" in lines[1]
    assert ",1 bis,place de l'Église,87999," in lines[1]
    assert ",0555000012," in lines[1]


def test_a_town_without_its_codes_gives_the_header_alone(client, at):
    place(at, "Mairie", "hall")
    written = client.get("/donnees/jeux/equipements.csv")
    assert len(b"".join(written).splitlines()) == 1


def test_numbers_that_stand_for_something():
    assert head_office("229400288") == "22940028800010"  # the schema's own example
    assert head_office("217500016") == "21750001600019"
    assert [telephone("05 55 00 00 12"), telephone("+33 555000012"), telephone("3975")] == ["0555000012", "0555000012", ""]
