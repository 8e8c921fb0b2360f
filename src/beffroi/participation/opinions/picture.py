"""The picture of an opinion map as SVG: a point for each person of a group that is shown, a shape and a letter for each group. Pure.

Colours and sizes are classes (assets/index.css); beside it stands the same in words.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

WIDTH, HEIGHT, EDGE = 640, 420, 46
LETTERS = "ABCDE"
Point = tuple[float, float]


def draw(
    points: Sequence[Sequence[float]], groups: Sequence[dict[str, Any]], *, label: str, me: Sequence[float] | None = None
) -> SafeString:
    """`points`: (x, y, group). `me`: where somebody stands, on her own page only."""
    place = _scale(
        [(x, y) for x, y, _group in points] + [(one["centre"][0], one["centre"][1]) for one in groups] + ([(me[0], me[1])] if me else [])
    )
    shapes, dots, names = [], [], []
    for group in groups:
        number = group["id"]
        members = [place(x, y) for x, y, its in points if its == number]
        shapes.append((number, " ".join(f"{x:.0f},{y:.0f}" for x, y in hull(members))))
        dots += [(number, f"{x:.0f}", f"{y:.0f}") for x, y in members]
        x, y = _middle(members) if members else place(*group["centre"])
        if len(groups) > 1:
            names.append((f"{x:.0f}", f"{y:.0f}", LETTERS[number % len(LETTERS)]))
    mine = SafeString("")
    if me:
        x, y = place(me[0], me[1])
        words = _("You")
        up = y > HEIGHT / 2
        mine = format_html(
            '<circle class="opinion-me" cx="{}" cy="{}" r="9"/><text class="opinion-you" x="{}" y="{}">{}</text>',
            f"{x:.0f}", f"{y:.0f}", f"{min(max(x, 40), WIDTH - 40):.0f}", f"{y - 18 if up else y + 30:.0f}", words,
        )  # fmt: skip
    return format_html(
        '<svg class="opinion-picture" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}{}{}</svg>',
        WIDTH, HEIGHT, label,
        format_html_join("", '<polygon class="opinion-shape opinion-g{}" points="{}"/>', shapes),
        format_html_join("", '<circle class="opinion-dot opinion-g{}" cx="{}" cy="{}" r="4"/>', dots),
        format_html_join("", '<text class="opinion-name" x="{}" y="{}">{}</text>', names),
        mine,
    )  # fmt: skip


def _scale(places: list[Point]) -> Any:
    """From the map's own space into the picture, the same measure both ways."""
    xs, ys = [x for x, _y in places] or [0.0], [y for _x, y in places] or [0.0]
    wide, high = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
    # Stretched a little beyond one measure where the cloud is flat, so that it can be read.
    across, up = (WIDTH - 2 * EDGE) / wide, (HEIGHT - 2 * EDGE) / high
    across, up = min(across, 2 * up), min(up, 2 * across)
    left, top = (WIDTH - across * wide) / 2, (HEIGHT - up * high) / 2
    low_x, high_y = min(xs), max(ys)
    return lambda x, y: (left + (x - low_x) * across, top + (high_y - y) * up)


def _middle(places: list[Point]) -> Point:
    xs, ys = sorted(x for x, _y in places), sorted(y for _x, y in places)
    return xs[len(xs) // 2], ys[len(ys) // 2]


def hull(places: list[Point]) -> list[Point]:
    """The corners of the smallest shape around points (Andrew's monotone chain)."""
    points = sorted(set(places))
    if len(points) < 3:
        return points
    return _half(points)[:-1] + _half(points[::-1])[:-1]


def _half(points: list[Point]) -> list[Point]:
    found: list[Point] = []
    for point in points:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _turn(a: Point, b: Point, c: Point) -> float:
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
