"""The catalogue for machines."""

import json

import pytest

from beffroi.participation.spaces.models import Component, Process

pytestmark = pytest.mark.django_db


def test_the_catalogue_lists_every_dataset_with_its_files(client, part):
    data = json.loads(client.get("/donnees/catalogue.jsonld").content)
    titles = {dataset["dct:title"]["@value"]: dataset for dataset in data["dcat:dataset"]}
    assert "Le parc" in titles
    assert [file["dcat:downloadURL"]["@id"] for file in titles["Le parc"]["dcat:distribution"]] == [
        f"http://testserver/donnees/p/parc/{part.pk}.zip"
    ]
    for dataset in titles.values():
        for file in dataset["dcat:distribution"]:
            path = file["dcat:downloadURL"]["@id"].removeprefix("http://testserver")
            assert client.get(path).status_code == 200, path
            assert "etalab" in file["dct:license"]["@id"]


def test_nasty_words_stay_inside_their_quotes(client, part):
    part.process.title = 'Le "parc" \\ \n <a> é'
    part.process.save()
    assert json.loads(client.get("/donnees/catalogue.jsonld").content)
    assert r'"Le \"parc\" \\ \n <a> é"@fr' in client.get("/donnees/catalogue.ttl").content.decode()


def test_both_writings_say_the_same_and_conform(client, part, shared):
    rdflib = pytest.importorskip("rdflib")
    compare = pytest.importorskip("rdflib.compare")
    one = rdflib.Graph().parse(data=client.get("/donnees/catalogue.jsonld").content, format="json-ld")
    other = rdflib.Graph().parse(data=client.get("/donnees/catalogue.ttl").content, format="turtle")
    assert len(one) > 50
    assert compare.isomorphic(one, other)
    pyshacl = pytest.importorskip("pyshacl")
    shapes = rdflib.Graph().parse(shared / "schemas" / "dcat" / "dcat-ap-SHACL.ttl", format="turtle")
    conforms, _graph, text = pyshacl.validate(one, shacl_graph=shapes)
    assert conforms, text


def test_the_data_package_names_types(client, process):
    package = json.loads(client.get("/donnees/datapackage.json").content)
    fields = {field["name"]: field for field in package["resources"][0]["schema"]["fields"]}
    assert package["licenses"][0]["name"] == "etalab-2.0"
    assert fields


def test_as_many_questions_for_five_processes_as_for_fifty(client, part, at, django_assert_max_num_queries):

    for number in range(60):
        row = Process.objects.create(slug=f"p{number}", title=f"P{number}", question="?", published_at=at)
        Component.objects.create(process=row, kind="idea", title="Avis", published_at=at)
    with django_assert_max_num_queries(7):
        client.get("/donnees/catalogue.ttl")
