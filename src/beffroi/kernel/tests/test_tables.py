import csv
import json

import pytest

from beffroi.kernel.tables import MARK, cell, csv_lines, geojson_lines, json_lines


@pytest.mark.parametrize("text", ["=1+1", "+33 5", "-x", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＠x"])
def test_no_text_is_taken_for_a_formula(text):
    assert cell(text) == f"'{text}"
    said = "".join(csv_lines(["a"], [[text]])).removeprefix(MARK)
    assert list(csv.reader(said.splitlines(keepends=True)))[1] == [f"'{text}"]


def test_values_stay_values():
    assert [cell(value) for value in (-3, 2.5, True, None, ["a", 1], "a=b", "")] == [-3, 2.5, 1, "", "a, 1", "a=b", ""]


def test_records_are_read_back():
    records = [{"id": 1, "longitude": 2.5, "latitude": 48.0, "title": "Été"}, {"id": 2, "longitude": None, "latitude": None, "title": "Là"}]
    assert json.loads("".join(json_lines("places", records))) == {"places": records}
    [feature] = json.loads("".join(geojson_lines(records)))["features"]
    assert feature == {
        "type": "Feature",
        "id": 1,
        "geometry": {"type": "Point", "coordinates": [2.5, 48.0]},
        "properties": {"id": 1, "title": "Été"},
    }
    assert json.loads("".join(json_lines("places", []))) == {"places": []}
    assert json.loads("".join(geojson_lines([]))) == {"type": "FeatureCollection", "features": []}
