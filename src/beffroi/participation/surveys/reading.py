"""Results as pages show them, from the kept figures: the cost depends on the questions, never on the number of answers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.participation.surveys import crossing, rules
from beffroi.participation.surveys.actions.editing import address
from beffroi.participation.surveys.definition import Definition, definition
from beffroi.participation.surveys.kinds import ANSWERED_KEY, kinds
from beffroi.participation.surveys.models import Cross, Question, Survey, Tally

NOBODY: Any = AnonymousUser()
GRADE_CLASSES = ("g0", "g1", "g2", "g3", "g4", "g5", "g6")


@dataclass(frozen=True)
class Bar:
    label: str
    count: int
    width: str  # 0 to 100, for the drawing
    percent: str
    weighted: str = ""


@dataclass(frozen=True)
class GridRow:
    label: str
    cells: list[int]
    parts: list[dict[str, str]] = field(default_factory=list)  # x, width, tone of a bar cut in parts
    word: str = ""


@dataclass(frozen=True)
class Result:
    question: Question
    number: int
    answered: int
    shape: str  # bars, steps, grid, ranking, map, texts, count, few
    bars: list[Bar] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[GridRow] = field(default_factory=list)
    points: list[MapPoint] = field(default_factory=list)
    mean: str = ""
    themes: list[dict[str, Any]] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    series: list[dict[str, Any]] = field(default_factory=list)


def figures(survey: Survey) -> dict[int, dict[str, int]]:
    """Every figure, by question, in one query."""
    found: dict[int, dict[str, int]] = {}
    for place, count in Tally.objects.filter(survey=survey.pk).values_list("place", "count"):
        pk, _colon, key = place.partition(":")
        found.setdefault(int(pk), {})[key] = count
    return found


def results(survey: Survey, *, whole: bool = False) -> list[Result]:
    """Each question with its result. `whole`: for the team, what is not public too; small groups are never drawn."""
    form, known = definition(survey), figures(survey)
    asked = [row for row in form.questions.values() if whole or row.is_shown]
    return [result(survey, row, number, known.get(row.pk, {})) for number, row in enumerate(asked, 1)]


def result(survey: Survey, row: Question, number: int, counts: dict[str, int]) -> Result:
    kind, answered = kinds[row.kind], counts.get(ANSWERED_KEY, 0)
    if answered < survey.least:
        return Result(row, number, answered, "few")
    if kind.is_text:
        return Result(row, number, answered, "texts", themes=[one for one in row.themes if one["count"] >= survey.least])
    if row.kind == "ranking":
        return _ranking(row, number, answered, counts)
    if row.kind in ("matrix", "judgment"):
        return _grid(row, number, answered, counts)
    if row.kind in ("address", "point", "line", "area"):
        return Result(row, number, answered, "map", points=_points(counts, survey.least))
    lines = kind.lines(row, counts)
    if not lines:
        return Result(row, number, answered, "count")
    weighted = survey.weighted.get("places", {}) if survey.is_weighted else {}
    top = weighted.get(f"{row.pk}:{ANSWERED_KEY}", 0)
    bars = [
        Bar(
            line.label,
            line.count,
            _drawn(100 * line.count / answered),
            percent(line.count, answered),
            percent(weighted.get(f"{row.pk}:{line.key}", 0), top) if top else "",
        )
        for line in lines
    ]
    mean = ""
    if hasattr(kind, "mean"):
        found = kind.mean(row, counts)
        mean = number_format(found, use_l10n=True) if found is not None and row.kind != "sentiment" else ""
    if row.kind == "scale":
        series = [{"label": pgettext("result", "Answers"), "values": [line.count for line in lines]}]
        return Result(row, number, answered, "steps", bars=bars, mean=mean, labels=[line.label for line in lines], series=series)
    return Result(row, number, answered, "bars", bars=bars, mean=mean)


def _ranking(row: Question, number: int, answered: int, counts: dict[str, int]) -> Result:
    points = kinds["ranking"].points(row, counts)  # type: ignore[attr-defined]
    most = max([points for _label, points, _first in points] + [1])
    bars = [Bar(label, count, _drawn(100 * count / most), percent(first, answered)) for label, count, first in points]
    return Result(row, number, answered, "ranking", bars=bars)


def _grid(row: Question, number: int, answered: int, counts: dict[str, int]) -> Result:
    kind: Any = kinds[row.kind]
    words = kind.ranked(row, counts) if row.kind == "judgment" else [(label, cells, "") for label, cells in kind.counts(row, counts)]
    labels = [one["label"] for one in kind.columns(row)]
    tones = GRADE_CLASSES if row.kind == "judgment" else tuple(f"m{place % 6}" for place in range(len(labels)))
    rows = [GridRow(label, cells, _parts(cells, tones), word) for label, cells, word in words]
    return Result(row, number, answered, "grid", columns=labels, rows=rows)


def _parts(cells: list[int], tones: tuple[str, ...]) -> list[dict[str, str]]:
    total, at, found = sum(cells), 0.0, []
    for place, count in enumerate(cells):
        if count:
            width = 100 * count / total
            found.append({"x": _drawn(at), "width": _drawn(width), "tone": tones[place]})
            at += width
    return found


def _points(counts: dict[str, int], least: int) -> list[MapPoint]:
    """Squares of about a hundred metres that enough people named."""
    found = []
    for key, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        if key[0] == "@" and count >= least:
            longitude, latitude = (float(one) for one in key[1:].split(","))
            found.append(MapPoint(longitude, latitude, _("%(n)d answers") % {"n": count}))
    return found[:200]


def percent(part: float, whole: float) -> str:
    value = 100 * part / whole if whole else 0
    return f"{number_format(round(value), use_l10n=True)}\u202f%"


def _drawn(value: float) -> str:
    return f"{value:.2f}"


def table(survey: Survey) -> Iterator[list[Any]]:
    """The public results as rows: question, answer, count, share, how many answered."""
    form, known = definition(survey), figures(survey)
    for number, row in enumerate((one for one in form.questions.values() if one.is_shown), 1):
        counts = known.get(row.pk, {})
        answered = counts.get(ANSWERED_KEY, 0)
        if answered < survey.least:
            continue
        lines = pairs(row, counts)
        for label, count in lines or [("", answered)]:
            yield [number, row.text, label, count, round(count / answered, 4), answered]


def are_public(survey: Survey) -> bool:
    """Whether everybody may see its results now."""
    return rules.may_see_results(NOBODY, survey, clock.now()) is None


def town_table() -> Iterator[list[Any]]:
    """The public results of every survey: its number and title, then as `table`, then its page."""
    for survey in Survey.objects.public().select_related("component__process").order_by("pk").iterator(chunk_size=100):
        if are_public(survey):
            for line in table(survey):
                yield [survey.pk, survey.title, *line, address(survey)]


def pairs(row: Question, counts: dict[str, int]) -> list[tuple[str, int]]:
    """Answers in words with their counts; lines of a grid as "line: column"."""
    kind: Any = kinds[row.kind]
    if row.kind == "ranking":
        return [
            (f"{place}. {one['label']}", counts.get(f"{one['key']}={place}", 0))
            for one in row.options
            for place in range(1, kind.places(row) + 1)
        ]
    if row.kind in ("matrix", "judgment"):
        names = [one["label"] for one in kind.columns(row)]
        return [(f"{label} : {name}", n) for label, cells in kind.counts(row, counts) for name, n in zip(names, cells, strict=True)]
    return [(line.label, line.count) for line in kind.lines(row, counts)]


@dataclass(frozen=True)
class CrossTable:
    cross: Cross
    rows_text: str
    columns_text: str
    columns: list[str]
    rows: list[crossing.Row]


def crosses(survey: Survey, *, whole: bool = False) -> list[CrossTable]:
    """Tables of two questions, small groups left out for everybody."""
    form: Definition = definition(survey)
    found = []
    for one in Cross.objects.filter(survey=survey.pk).order_by("pk"):
        rows, columns = form.questions.get(one.rows_id), form.questions.get(one.columns_id)
        if rows is None or columns is None or one.made_at is None or not (whole or (one.is_shown and rows.is_shown and columns.is_shown)):
            continue
        heads = [(line.key, line.label) for line in kinds[columns.kind].lines(columns, {})]
        sides = [(line.key, line.label) for line in kinds[rows.kind].lines(rows, {})]
        made = crossing.table(one.counts, sides, [key for key, _label in heads], least=survey.least)
        found.append(CrossTable(one, rows.text, columns.text, [label for _key, label in heads], made))
    return found
