"""Every answer leaves in a file and comes back the same, whatever people wrote."""

import io
import json
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from beffroi.participation.spaces.tests.doors import at_desk
from beffroi.participation.surveys import exports
from beffroi.participation.surveys.actions import demonstrating, importing
from beffroi.participation.surveys.definition import definition
from beffroi.participation.surveys.kinds import kinds
from beffroi.participation.surveys.kinds.base import plain
from beffroi.participation.surveys.models import Response, Survey

AB = ("oui", "non", "peut-etre")
COLUMNS = {"columns": [{"key": "bien", "label": "Bien"}, {"key": "mal", "label": "Mal"}]}
MADE = [
    ("short", (), {}), ("long", (), {}), ("number", (), {}), ("date", (), {}), ("consent", (), {}), ("single", AB, {"other": True}),
    ("multiple", AB, {"other": True}), ("image", AB, {"several": True}), ("scale", (), {"from": 0, "to": 10}), ("rating", (), {}), ("sentiment", (), {}),
    ("ranking", AB, {}), ("matrix", AB, {**COLUMNS, "several": True}), ("judgment", AB, {}), ("point", (), {}), ("line", (), {}), ("area", (), {}),
    ("file", (), {}),
]  # fmt: skip

texts = st.text(max_size=40).map(plain).filter(bool)
degrees = st.tuples(
    st.integers(-179_000_000, 179_000_000).map(lambda n: n / 1e6), st.integers(-89_000_000, 89_000_000).map(lambda n: n / 1e6)
)
some = st.sets(st.sampled_from(AB), min_size=1).map(lambda found: [key for key in AB if key in found])
shapes = {n: st.lists(degrees.map(list), min_size=n, max_size=6, unique_by=tuple).map(lambda points: {"points": points}) for n in (2, 3)}
grid = st.dictionaries(st.sampled_from(AB), st.sampled_from([["bien"], ["mal"], ["bien", "mal"]]), min_size=1)
VALUES = {
    "short": texts,
    "long": texts,
    "number": st.one_of(st.integers(-(10**9), 10**9), st.floats(-1e6, 1e6).filter(lambda n: n != int(n))),
    "date": st.dates(date(1900, 1, 1), date(2100, 1, 1)).map(str),
    "consent": st.just(True),
    "single": st.one_of(
        some.map(lambda keys: {"picks": keys[:1], "other": ""}), texts.map(lambda text: {"picks": ["other"], "other": text})
    ),
    "multiple": st.one_of(
        some.map(lambda keys: {"picks": keys, "other": ""}),
        st.tuples(some, texts).map(lambda pair: {"picks": [*pair[0], "other"], "other": pair[1]}),
    ),
    "image": some.map(lambda keys: {"picks": keys, "other": ""}),
    "scale": st.integers(0, 10),
    "rating": st.integers(1, 5),
    "sentiment": st.integers(1, 5),
    "ranking": st.permutations(AB).map(list),
    "matrix": grid,
    "judgment": st.dictionaries(st.sampled_from(AB), st.sampled_from([["excellent"], ["reject"]]), min_size=1),
    "point": st.tuples(degrees, texts).map(lambda pair: {"lon": pair[0][0], "lat": pair[0][1], "address": pair[1]}),
    "line": shapes[2],
    "area": shapes[3],
    "file": st.tuples(st.integers(1, 10**6), texts).map(lambda pair: {"file": pair[0], "name": pair[1]}),
}


@pytest.fixture
def form(empty, ask):
    """A question of each kind, none of them required; a condition takes none of them away."""
    for kind, options, more in MADE:
        ask(kind, f"Question {kind}", options=options, settings=more, key=kind)
    return definition(empty)


def test_every_kind_but_the_address_is_here(form):
    assert {row.kind for row in form.questions.values()} == {kind.kind for kind in kinds} - {"address"}  # written as a point is


@pytest.mark.slow
@settings(
    max_examples=25, deadline=None, phases=(Phase.explicit, Phase.generate), suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_what_is_exported_is_read_back_the_same(form, data):
    rows = []
    for _n in range(data.draw(st.integers(1, 3))):
        rows.append({str(pk): data.draw(VALUES[row.kind]) for pk, row in form.questions.items() if data.draw(st.booleans())})
    lines = [[n, "web", "", "2026-03-12", *exports.cells(form, values)] for n, values in enumerate(rows)]
    assert {len(line) for line in lines} == {len(exports.heads(form))}, "the same columns whatever was answered"
    table = importing.read_table(b"".join(exports.csv_pieces(form, lines)), "a.csv")
    assert [importing.values_of(form, row) for row in table] == rows
    plain_json = [dict(zip(exports.heads(form)[4:], [values.get(str(pk)) for pk in form.questions], strict=True)) for values in rows]
    assert [importing.values_of(form, row, is_json=True) for row in json.loads(json.dumps(plain_json))] == rows


def test_a_spreadsheet_comes_back_the_same_and_takes_no_text_for_a_formula(form):
    by_kind = {row.kind: str(pk) for pk, row in form.questions.items()}
    values = {by_kind["short"]: "=1+1", by_kind["long"]: "'deux\nlignes", by_kind["number"]: -3.5, by_kind["scale"]: 7}
    lines = [[1, "web", "", "2026-03-12", *exports.cells(form, values)]]
    content = exports.xlsx(form, lines)
    book = load_workbook(io.BytesIO(content))
    assert book.worksheets[0]["E2"].data_type == "s"
    assert book.worksheets[1].max_row == len(form.questions) + 5
    assert importing.values_of(form, importing.read_table(content, "a.xlsx")[0]) == values
    assert b"'=1+1" in b"".join(exports.csv_pieces(form, lines))


def test_a_town_takes_answers_from_a_file_whole_or_not_at_all(opened, manager, at):
    survey = opened()
    form = definition(survey)
    table = [{"sheet": "P-1", "besoins": "transports;other:Un marché", "age": "30-59"}, {"sheet": "P-2", "besoins": "licornes"}]
    with pytest.raises(ValidationError, match="licornes"):
        importing.import_answers(survey=survey, person=manager, table=table, is_json=False, origin="paper", at=at)
    assert not Response.objects.exists()
    assert importing.import_answers(survey=survey, person=manager, table=table[:1], is_json=False, origin="paper", at=at) == 1
    with pytest.raises(ValidationError):
        importing.import_answers(survey=survey, person=manager, table=table[:1], is_json=False, origin="paper", at=at)
    survey.refresh_from_db()
    assert (survey.responses_count, survey.paper_count) == (1, 1)
    assert next(exports.rows(survey, form))[1:3] == ["paper", "P-1"]


def test_the_files_are_for_the_team(in_process, opened, manager, alice, at):
    survey = opened("quartier")
    point = next(row for row in definition(survey).questions.values() if row.kind == "point")
    demonstrating.answer_many(survey=survey, rows=[({str(point.pk): {"lon": 1.3, "lat": 45.8, "address": "Rue Haute"}}, at)])
    client = at_desk(manager)
    for form in ("csv", "json", "geojson", "xlsx"):
        answer = client.get(reverse("surveys_team:export", args=[survey.pk, form]))
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        assert content, form
        if form == "geojson":
            feature = json.loads(content)["features"][0]
            assert feature["geometry"] == {"type": "Point", "coordinates": [1.3, 45.8]}
            assert set(feature["properties"]) >= {row.key for row in definition(survey).questions.values()}
    assert at_desk(alice).get(reverse("surveys_team:export", args=[survey.pk, "csv"])).status_code == 403
    assert Survey.objects.count() == 2
