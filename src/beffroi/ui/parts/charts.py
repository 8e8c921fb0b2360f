"""Charts as SVG beside their table, so that they live on screen, in print, PDF and e-mail alike.

A chart is {% chart kind title labels series unit %}: kind "bar", "line" or "stacked"; labels a list of words; series a list
of dicts with label, values, perhaps tone (town, good, bell, brick, ink, soft). The table is always there, folded or not.
`most`: how far the scale reaches at least; 100 for shares, so that half of them looks like half.
"""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import number_format

from beffroi.ui.parts import register

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 640, 300, 56, 34, 14
WIDEST = 72  # a bar that stands alone is still a bar
TONES = ("town", "bell", "good", "brick", "ink", "soft")


def ticks(most: float) -> list[float]:
    """Four or five round numbers from 0 to at least `most`."""
    if most <= 0:
        return [0, 1]
    step = 10 ** (len(str(int(most))) - 1)
    step = next((step * factor for factor in (0.1, 0.2, 0.25, 0.5, 1, 2, 2.5, 5) if most / (step * factor) <= 5), step * 10)
    if most >= 5:
        step = max(1, int(step) if step == int(step) else step)
    count = int(-(-most // step))
    return [round(step * place, 4) for place in range(count + 1)]


@register.inclusion_tag("ui/parts/chart.html")
def chart(
    kind: str,
    title: Any,
    labels: Sequence[Any],
    series: Sequence[dict[str, Any]],
    unit: Any = "",
    open_table: bool = False,
    most: float = 0,
) -> dict[str, Any]:
    lines = [{"tone": TONES[place % len(TONES)]} | line for place, line in enumerate(series)]
    stacked = kind == "stacked"
    columns = [[line["values"][place] for line in lines] for place in range(len(labels))]
    scale = ticks(max([most, *(sum(column) if stacked else max(column, default=0) for column in columns)]))
    top = scale[-1]

    def height(value: float) -> float:
        return round((HEIGHT - BOTTOM - TOP) * value / top, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - height(value), 1)

    band = (WIDTH - LEFT - 8) / max(1, len(labels))
    thin = max(1, -(-len(labels) // 12))  # about twelve words fit under the axis
    context = {
        "kind": kind, "title": title, "unit": unit, "open_table": open_table, "width": WIDTH, "height": HEIGHT, "left": LEFT,
        "right": WIDTH - 8, "base": HEIGHT - BOTTOM, "lines": lines, "several": len(lines) > 1,
        "ticks": [{"y": y(value), "label": number_format(value, use_l10n=True)} for value in scale],
        "words": [
            {"x": round(LEFT + band * (place + 0.5), 1), "label": label} for place, label in enumerate(labels) if place % thin == 0
        ],
        "rows": [{"label": label, "cells": columns[place]} for place, label in enumerate(labels)],
        "bars": [], "paths": [],
    }  # fmt: skip
    if kind == "line":
        context["paths"] = paths(lines, band, y)
    else:
        context["bars"] = bars(lines, band, y, height, stacked=stacked)
    return context


def paths(lines: Sequence[dict[str, Any]], band: float, y: Any) -> list[dict[str, Any]]:
    found = []
    for line in lines:
        points = [(round(LEFT + band * (place + 0.5), 1), y(value)) for place, value in enumerate(line["values"])]
        found.append({"tone": line["tone"], "d": "M" + " L".join(f"{x} {height}" for x, height in points), "points": points})
    return found


def bars(lines: Sequence[dict[str, Any]], band: float, y: Any, height: Any, *, stacked: bool) -> list[dict[str, Any]]:
    found = []
    gap = min(12.0, band * 0.2)
    beside = 1 if stacked else max(1, len(lines))
    width = min((band - gap) / beside, WIDEST)
    start = (band - width * beside) / 2
    for place in range(len(lines[0]["values"]) if lines else 0):
        floor = 0.0
        for number, line in enumerate(lines):
            value = line["values"][place]
            x = LEFT + band * place + start + (0 if stacked else width * number)
            found.append({"x": round(x, 1), "y": y(floor + value), "width": round(width, 1), "height": height(value), "tone": line["tone"]})
            floor += value if stacked else 0
    return found
