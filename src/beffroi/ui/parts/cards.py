"""Every kind of thing has a shape that one recognises before reading."""

from collections.abc import Iterable
from typing import Any

from beffroi.ui.parts import register
from beffroi.ui.parts.figures import share_of


@register.inclusion_tag("ui/parts/process_card.html")
def process_card(
    title: Any, url: str, summary: Any = "", phases: Iterable[Any] = (), asked: Any = "", until: Any = None, state: Any = "", tone: str = "",
    picture: str = "", drawing: str = "", place: Any = "", counts: Iterable[Any] = (), level: int = 3,
) -> dict[str, Any]:  # fmt: skip
    """A process: picture or drawing, strip of phases, what is asked and until when. counts: strings such as "12 proposals"."""
    return {
        "title": title, "url": url, "summary": summary, "phases": list(phases), "asked": asked, "until": until, "state": state, "tone": tone,
        "picture": picture, "drawing": drawing, "place": place, "counts": list(counts), "level": level,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/proposal_sheet.html")
def proposal_sheet(
    title: Any, url: str, excerpt: Any = "", author: Any = "", avatar_name: str = "", at: Any = None, state: Any = "", tone: str = "",
    supports: int = 0, goal: int = 0, supports_label: Any = "", comments_label: Any = "", place: Any = "", topics: Iterable[Any] = (),
    picture: str = "", level: int = 3,
) -> dict[str, Any]:  # fmt: skip
    """A proposal: a sheet with its gauge. topics: strings; supports_label says the number in words."""
    return {
        "title": title, "url": url, "excerpt": excerpt, "author": author, "avatar_name": avatar_name or str(author), "at": at,
        "state": state, "tone": tone, "supports": supports, "percent": share_of(supports, goal), "goal": goal,
        "supports_label": supports_label, "comments_label": comments_label, "place": place, "topics": list(topics), "picture": picture,
        "level": level,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/debate_card.html")
def debate_card(
    question: Any, url: str, columns: Iterable[Any] = (), state: Any = "", tone: str = "", until: Any = None, note: Any = "", level: int = 3
) -> dict[str, Any]:
    """A debate: its question over its columns. columns: dicts with label, count, tone (good, brick, bell)."""
    return {
        "question": question,
        "url": url,
        "columns": list(columns),
        "state": state,
        "tone": tone,
        "until": until,
        "note": note,
        "level": level,
    }


@register.inclusion_tag("ui/parts/decision_card.html")
def decision_card(
    title: Any, url: str, stamp: Any, tone: str = "town", at: Any = None, reference: Any = "", excerpt: Any = "", sources: Any = "",
    percent: int = -1, progress_label: Any = "", level: int = 3,
) -> dict[str, Any]:  # fmt: skip
    """A decision: a stamped document. stamp: one or two words ("Adopted"); percent of works done, -1 for none."""
    return {
        "title": title, "url": url, "stamp": stamp, "tone": tone, "at": at, "reference": reference, "excerpt": excerpt,
        "sources": sources, "percent": percent, "progress_label": progress_label, "level": level,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/article_card.html")
def article_card(
    title: Any,
    url: str,
    excerpt: Any = "",
    at: Any = None,
    topic: Any = "",
    picture: str = "",
    drawing: str = "",
    lead: bool = False,
    level: int = 3,
) -> dict[str, Any]:
    """A news article; `lead=True` for the first of a front page."""
    return {
        "title": title, "url": url, "excerpt": excerpt, "at": at, "topic": topic, "picture": picture, "drawing": drawing,
        "lead": lead, "level": level,
    }  # fmt: skip


@register.inclusion_tag("ui/parts/event_card.html")
def event_card(
    title: Any, url: str, starts_at: Any, place: Any = "", hours: Any = "", note: Any = "", state: Any = "", tone: str = "", level: int = 3
) -> dict[str, Any]:
    """A dated event: the leaf of a calendar beside it."""
    return {
        "title": title,
        "url": url,
        "starts_at": starts_at,
        "place": place,
        "hours": hours,
        "note": note,
        "state": state,
        "tone": tone,
        "level": level,
    }


@register.inclusion_tag("ui/parts/bell_band.html")
def bell_band(title: Any, text: Any = "", url: str = "", label: Any = "", serious: bool = False) -> dict[str, Any]:
    """An alert: a band that calls. serious: brick instead of gold."""
    return {"title": title, "text": text, "url": url, "label": label, "serious": serious}
