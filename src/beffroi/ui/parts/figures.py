"""Numbers that say what they mean: gauges, progress, stats, the strip of phases."""

from collections.abc import Iterable
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import pgettext

from beffroi.ui.parts import register


def share_of(value: float, whole: float) -> int:
    """Per cent, 1 at least when there is something, 100 at most."""
    if whole <= 0 or value <= 0:
        return 0
    return max(1, min(100, round(100 * value / whole)))


@register.filter
def weight(size: int | None) -> str:
    """What a file weighs, as people say it: 340 ko, 1,2 Mo; in English 340 kB, 1.2 MB."""
    kilos = max(1, round((size or 0) / 1000))
    if kilos < 1000:
        return pgettext("weight of a file", "%(n)s kB") % {"n": kilos}
    places = 1 if kilos < 10_000 else 0
    return pgettext("weight of a file", "%(n)s MB") % {"n": number_format(round(kilos / 1000, places), places)}


@register.inclusion_tag("ui/parts/gauge.html")
def gauge(value: int, goal: int, label: Any) -> dict[str, Any]:
    """How far a count is from its goal. label says it in words: "128 supports of 200"."""
    return {"percent": share_of(value, goal), "label": label, "reached": goal > 0 and value >= goal}


@register.inclusion_tag("ui/parts/progress.html")
def progress(percent: int, label: Any, tone: str = "") -> dict[str, Any]:
    """Progress of works or of a task, 0–100."""
    return {"percent": max(0, min(100, int(percent))), "label": label, "tone": tone}


@register.inclusion_tag("ui/parts/stat.html")
def stat(value: Any, label: Any, note: Any = "", href: str = "") -> dict[str, Any]:
    """A number, what it counts, and what it means or where it comes from."""
    return {"value": value, "label": label, "note": note, "href": href}


@register.inclusion_tag("ui/parts/phase_strip.html")
def phase_strip(phases: Iterable[Any], dates: bool = True, label: Any = "") -> dict[str, Any]:
    """The strip of a process. phases: dicts with title, state (past, open, coming), perhaps starts_at, ends_at, url."""
    return {"phases": [{"starts_at": None, "ends_at": None, "url": ""} | phase for phase in phases], "dates": dates, "label": label}


@register.inclusion_tag("ui/parts/shares.html")
def shares(items: Iterable[Any], label: Any) -> dict[str, Any]:
    """One bar cut in parts, such as for / against / nuance. items: dicts with label, value, tone (good, brick, bell, town, ink)."""
    found = list(items)
    total = sum(item["value"] for item in found)
    start, cut = 0.0, []
    for item in found:
        width = 100 * item["value"] / total if total else 0
        cut.append(item | {"x": round(start, 2), "width": round(width, 2), "percent": share_of(item["value"], total)})
        start += width
    return {"items": cut, "label": label, "total": total}
