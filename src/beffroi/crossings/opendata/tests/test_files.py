"""Files that programs and spreadsheets can read."""

import csv
import io
import json
import zipfile

import pytest

from beffroi.crossings.opendata import writing
from beffroi.crossings.opendata.types import Column
from beffroi.kernel import edition
from beffroi.participation.spaces.models import Component, Process

pytestmark = pytest.mark.django_db


def read(client, url, **headers):
    response = client.get(url, headers=headers)
    assert response.status_code == 200, url
    return b"".join(response.streaming_content) if response.streaming else response.content


def table(client, url):
    text = read(client, url).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_table_as_csv(client, part):
    rows = table(client, f"/donnees/p/parc/{part.pk}/ideas.csv")
    assert rows[0] == {
        "numero": "1", "titre": "'=HYPERLINK(\"https://example.org\") 1", "longitude": "4.5", "latitude": "48.5",
        "publie_le": "2026-03-12", "de_la_ville": "true",
    }  # fmt: skip
    assert len(rows) == 3


@pytest.mark.parametrize("text", ["=1+1", "+33", "-5 %", "@sum", "\tx", "\r=x", "＝1"])
def test_no_text_is_taken_for_a_formula(text):
    assert writing.cell(text) == "'" + text


@pytest.mark.parametrize(
    ("value", "cell"), [(-5, -5), (-0.5, -0.5), (None, ""), (True, "true"), (["a", "b"], "a, b"), ("a\0b", "ab"), (float("nan"), "")]
)
def test_other_values_stay_what_they_are(value, cell):
    assert writing.cell(value) == cell


def test_a_table_as_json_says_what_its_columns_mean(client, part):
    data = json.loads(read(client, f"/donnees/p/parc/{part.pk}/ideas.json"))
    assert [row["titre"][:3] for row in data["rows"]] == ["=HY"] * 3
    assert {column["name"]: column["type"] for column in data["columns"]}["longitude"] == "number"


def test_what_has_a_place_as_geojson(client, part):
    data = json.loads(read(client, f"/donnees/p/parc/{part.pk}/ideas.geojson"))
    assert [feature["geometry"]["coordinates"] for feature in data["features"]] == [[4.5, 48.5], [4.5, 48.5]]
    assert client.get(f"/donnees/p/parc/{part.pk}/states.geojson").status_code == 404


@pytest.mark.parametrize("count", [0, 199, 200, 201, 401])
def test_a_table_of_any_length_is_whole(client, part, ideas, count):
    ideas.count = count
    assert len(table(client, f"/donnees/p/parc/{part.pk}/ideas.csv")) == count
    assert len(json.loads(read(client, f"/donnees/p/parc/{part.pk}/ideas.json"))["rows"]) == count


def test_everything_of_a_kind_in_one_table(client, part, at):
    other = Process.objects.create(slug="gare", title="La gare", question="?", published_at=at)
    Component.objects.create(process=other, kind="idea", title="Avis", published_at=at)
    rows = table(client, "/donnees/contributions/idea.csv")
    assert [row["process"] for row in rows] == ["Le parc"] * 3 + ["La gare"] * 3


def test_an_archive_of_one_part(client, part):
    archive = zipfile.ZipFile(io.BytesIO(read(client, f"/donnees/p/parc/{part.pk}.zip")))
    assert sorted(archive.namelist()) == sorted(["LICENCE.txt", "colonnes.csv", "ideas.csv", "states.csv"])
    assert "publie_le" in archive.read("colonnes.csv").decode()


def test_tables_of_the_town(client, process):
    assert table(client, "/donnees/jeux/processus.csv")[0]["titre"] == "Le parc"
    assert table(client, "/donnees/jeux/phases.csv")[0]["processus"] == "parc"
    data = json.loads(read(client, "/donnees/jeux/processus.geojson"))
    assert data["features"][0]["geometry"] == {"type": "Point", "coordinates": [4.5, 48.2]}


def test_nothing_that_is_not_public(client, part):
    hidden = Process.objects.create(slug="secret", title="Secret", question="?")
    kept = Component.objects.create(process=hidden, kind="idea", title="Secret")
    draft = Component.objects.create(process=part.process, kind="idea", title="Brouillon")
    for url in (
        f"/donnees/p/secret/{kept.pk}/ideas.csv",
        "/donnees/p/secret/",
        f"/donnees/p/parc/{draft.pk}.zip",
        f"/donnees/p/secret/{part.pk}.zip",
    ):
        assert client.get(url).status_code == 404, url
    for url in ("/donnees/jeux/processus.csv", "/donnees/contributions/idea.json", "/donnees/catalogue.jsonld", "/donnees/catalogue.ttl"):
        text = read(client, url).decode()
        assert "Secret" not in text
        assert "Brouillon" not in text


@pytest.mark.parametrize(
    "url", ["jeux/rien.csv", "jeux/processus.xml", "contributions/rien.csv", "p/parc/99999999999999999999.zip", "p/rien/"]
)
def test_what_is_not_there_is_not_found(client, part, url):
    assert client.get(f"/donnees/{url}").status_code == 404


def test_what_has_not_changed_is_not_sent_again(client, part):
    url = f"/donnees/p/parc/{part.pk}/ideas.csv"
    first = client.get(url)
    assert "public" in first["Cache-Control"]
    assert not first.cookies
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    edition.bump()
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_names_of_columns_are_never_twice_the_same(ideas):
    columns = [Column("a", "A"), Column("b", "B")]
    text = b"".join(writing.csv_pieces(columns, [["é", 1]], language="fr")).decode("utf-8-sig")
    assert text == "a,b\r\né,1\r\n"
