"""The marks over the picture: an SVG as large as the picture, whose marks keep their size, so that a finger finds them."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beffroi.participation.plans.models import Annotation, Part

NEAR_X, NEAR_Y, STEP = 0.04, 0.05, 27
COLUMNS, ROWS = 12, 9


@dataclass(frozen=True)
class Mark:
    x: float
    y: float
    sign: str  # what stands in the mark: a number
    label: str
    url: str = ""
    tone: str = "town"


def marks_of(rows: Iterable[Annotation], *, base: str = "") -> list[Mark]:
    """One mark for each annotation, that leads to its line in the list."""
    return [
        Mark(
            row.x, row.y, str(row.number), f"{row.number}. {row.get_kind_display()}: {row.excerpt[:80]}", f"{base}#a{row.number}", row.tone
        )
        for row in rows
    ]


def overlay(marks: Sequence[Mark], parts: Sequence[Part], *, label: str = "") -> SafeString:
    """All marks; the letters of the parts stand under them. Parts and their names are also a list of the page."""
    placed: list[tuple[float, float]] = []
    drawn = []
    for mark in marks:
        crowd = sum(1 for x, y in placed if abs(x - mark.x) < NEAR_X and abs(y - mark.y) < NEAR_Y)
        placed.append((mark.x, mark.y))
        drawn.append((_mark(mark, *_aside(crowd, mark)),))
    return format_html(
        '<svg class="plan-marks" role="group" aria-label="{}" xmlns="http://www.w3.org/2000/svg">{}{}</svg>',
        label or _("Marks on the plan"),
        format_html_join("", "{}", ((_letter(part, beside=bool(marks)),) for part in parts)),
        format_html_join("", "{}", drawn),
    )


def pointer(x: float | None, y: float | None) -> SafeString:
    """The mark of the form, which says where the new annotation goes; it waits in the corner until there is a place."""
    there = x is not None and y is not None
    return format_html(
        '<svg class="plan-place" data-plan-mark x="{}%" y="{}%"{}><circle class="plan-aim" r="15"/><circle class="plan-aim-heart" r="3"/></svg>',
        f"{(x or 0) * 100:.2f}",
        f"{(y or 0) * 100:.2f}",
        SafeString("") if there else SafeString(' display="none"'),
    )


def _aside(crowd: int, mark: Mark) -> tuple[float, float]:
    """How far from its place a mark stands that others would cover: on rings around it, towards the inside of the picture."""
    if not crowd:
        return 0.0, 0.0
    ring = 1 if crowd <= 6 else 2
    turn = (crowd - 1) * math.pi / 3 if ring == 1 else (crowd - 7) * math.pi / 6
    right, down = STEP * ring * math.cos(turn), STEP * ring * math.sin(turn)
    right = -right if (mark.x > 0.9 and right > 0) or (mark.x < 0.1 and right < 0) else right
    down = -down if (mark.y > 0.9 and down > 0) or (mark.y < 0.1 and down < 0) else down
    return right, down


def _mark(mark: Mark, right: float, down: float) -> SafeString:
    inside = format_html(
        '<circle class="plan-mark plan-{}" r="13"/><text class="map-pin-number" dy="0.35em">{}</text>', mark.tone, mark.sign
    )
    if mark.url:
        inside = format_html(
            '<a class="map-pin" href="{}" aria-label="{}"><title>{}</title>{}</a>', mark.url, mark.label, mark.label, inside
        )
    else:
        inside = format_html('<g role="img" aria-label="{}"><title>{}</title>{}</g>', mark.label, mark.label, inside)
    where = f"{mark.x * 100:.2f}", f"{mark.y * 100:.2f}"
    return format_html(
        '<svg class="plan-place" x="{}%" y="{}%"><g transform="translate({} {})">{}</g></svg>',
        *where,
        f"{right:.0f}",
        f"{down:.0f}",
        inside,
    )


def _letter(part: Part, *, beside: bool) -> SafeString:
    """The letter of a part; a little aside where marks would cover it."""
    wide, aside = 9 + 7 * len(part.letter), -19 if beside else 0
    return format_html(
        '<svg class="plan-place" x="{}%" y="{}%" aria-hidden="true" data-plan-part="{}"><g transform="translate({} {})">'
        '<rect class="plan-letter" x="-{}" y="-10" width="{}" height="20" rx="3"/><text class="plan-letter-sign" dy="0.35em">{}</text></g></svg>',
        f"{part.x * 100:.2f}",
        f"{part.y * 100:.2f}",
        part.pk,
        aside,
        aside,
        f"{wide / 2:g}",
        f"{wide:g}",
        part.letter,
    )


def cell(number: int) -> tuple[float, float]:
    """The middle of a field of the grid that takes taps where no script runs."""
    row, column = divmod(number, COLUMNS)
    return (column + 0.5) / COLUMNS, (row + 0.5) / ROWS
