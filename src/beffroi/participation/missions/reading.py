"""What pages show of missions, made ready for templates; what is the same for everybody is kept until something changes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from beffroi.ground.places.types import MapPoint
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import page
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.participation.missions.actions import address, author_name, mission_address
from beffroi.participation.missions.models import LICENCE_URLS, Contribution, Field, Mission, Task
from beffroi.participation.spaces.rules import until

SIZE, ON_MAP = 24, 100
ORDERS = {"recentes": ("-shown_at", "-pk"), "aimees": ("-supports_count", "-pk")}


@dataclass(frozen=True)
class Gallery:
    """One page of what was accepted, drawn."""

    html: SafeString
    many: int
    next: str
    previous: str


def gallery(mission: Mission, order: str, after: str) -> Gallery:
    if after:
        return _gallery(mission, order, after)
    return until_changed(f"missions:gallery:{mission.pk}:{order}:{get_language()}", lambda: _gallery(mission, order, ""))


def _gallery(mission: Mission, order: str, after: str) -> Gallery:
    rows = Contribution.objects.filter(mission_id=mission.pk, in_list=True).select_related("image", "voice")
    found = page(rows, order=ORDERS[order], after=after, size=SIZE)
    html = render_to_string("missions/_gallery.html", {"cards": [card(mission, row) for row in found.rows]})
    return Gallery(SafeString(html), len(found.rows), found.next, found.previous)


def card(mission: Mission, row: Contribution) -> dict[str, Any]:
    """One contribution of a list."""
    row.mission = mission
    return {
        "url": address(row),
        "title": row.title,
        "excerpt": row.excerpt,
        "image": row.image,
        "author": author_name(row),
        "place": row.place,
        "when": when_of(row),
        "supports": row.supports_count,
        "state": row.get_state_display(),
        "tone": row.tone,
    }


def when_of(row: Contribution) -> str:
    return row.period or (date_format(row.happened_on, "DATE_FORMAT") if row.happened_on else "")


def map_points(mission: Mission) -> list[MapPoint]:
    """The latest that have a place; all are in the data file."""
    return until_changed(f"missions:map:{mission.pk}", lambda: _points(mission))


def _points(mission: Mission) -> list[MapPoint]:
    rows = Contribution.objects.filter(mission_id=mission.pk, in_list=True, longitude__isnull=False, latitude__isnull=False)
    found = []
    for row in rows.order_by("-shown_at", "-pk")[:ON_MAP]:
        row.mission = mission
        found.append(MapPoint(row.longitude, row.latitude, row.title, address(row), row.place))  # type: ignore[arg-type]
    return found


def fields_of(mission: Mission) -> list[Field]:
    return until_changed(f"missions:fields:{mission.pk}", lambda: list(mission.fields.all()))


def tasks_of(mission: Mission) -> list[Task]:
    return until_changed(f"missions:tasks:{mission.pk}", lambda: list(mission.tasks.all()))


def answers(row: Contribution, fields: Sequence[Field]) -> list[tuple[str, str]]:
    """What was answered, as people read it, in the order of the questions."""
    found = []
    for field in fields:
        value = row.answers.get(field.key)
        if value in (None, ""):
            continue
        if field.kind == Field.DATE:
            value = _day(str(value))
        elif isinstance(value, int | float):
            value = number_format(value, use_l10n=True)
        found.append((field.label, f"{value}\u202f{field.unit}" if field.unit else str(value)))
    return found


def _day(value: str) -> str:
    try:
        return date_format(date.fromisoformat(value), "DATE_FORMAT")
    except ValueError:
        return value


def stories(row: Contribution, *, drafts: bool) -> list[Any]:
    """The stories that were made of it: the public ones, and for the team the drafts."""
    rows = list(row.stories.all())
    known = cards_of([Subject(one.subject_kind, one.subject_id) for one in rows]) if rows else {}
    return [one for one in known.values() if one.is_public or drafts]


def state_of(mission: Mission, at: datetime) -> tuple[str, str]:
    """In a word, with its tone."""
    if not mission.is_public:
        return _("Draft"), "bell"
    if mission.is_over(at):
        return _("Over"), ""
    if mission.ends_at:
        return _("Until %(day)s") % {"day": until(mission.ends_at)}, "good"
    return _("Under way"), "good"


def counts(mission: Mission) -> list[str]:
    said = []
    if mission.is_for_volunteers:
        n = mission.volunteers_count
        said.append(ngettext("%(n)d volunteer", "%(n)d volunteers", n) % {"n": n})
        if mission.minutes_given:
            said.append(hours(mission.minutes_given))
    else:
        n = mission.accepted_count
        said.append(ngettext("%(n)d contribution", "%(n)d contributions", n) % {"n": n})
    return said


def hours(minutes: int) -> str:
    """Time given, in whole and half hours: nobody counts minutes."""
    n = round(minutes / 30) / 2
    return ngettext("%(n)s hour given", "%(n)s hours given", int(n)) % {"n": number_format(n, decimal_pos=None)}


def mission_line(mission: Mission, at: datetime) -> dict[str, Any]:
    """A mission in a list."""
    state, tone = state_of(mission, at)
    return {
        "url": mission_address(mission),
        "title": mission.title,
        "summary": mission.summary,
        "kind": mission.get_kind_display(),
        "image": mission.image,
        "state": state,
        "tone": tone,
        "counts": counts(mission),
        "process": mission.component.process.title,
    }


def in_order(missions: Iterable[Mission], at: datetime) -> list[Mission]:
    """Those under way first, what ends soonest on top; then what is over."""
    far = datetime.max.replace(tzinfo=at.tzinfo)
    return sorted(missions, key=lambda one: (one.is_over(at), one.ends_at or far, -one.pk))


def task_line(task: Task, at: datetime, mine: str = "") -> dict[str, Any]:
    """A task in a list, with what is left."""
    mission = task.mission
    left = (
        ngettext("%(n)d place left", "%(n)d places left", task.left) % {"n": task.left} if task.capacity else _("Come as you are: no limit")
    )
    if task.is_full:
        left = _("Full: waiting list")
    if task.starts_at <= at:
        left = ngettext("%(n)d person came forward", "%(n)d people came forward", task.taken) % {"n": task.taken}
    if task.cancelled_at:
        left = _("Cancelled: %(why)s") % {"why": task.cancelled_why}
    return {
        "url": reverse("missions:task", args=[mission.component.process.slug, mission.component_id, mission.pk, task.pk]),
        "title": task.title,
        "place": task.place,
        "starts_at": task.starts_at,
        "hours": hours_said(task),
        "left": left,
        "mine": mine,
        "is_past": task.starts_at <= at,
        "tone": "brick" if task.cancelled_at else "bell" if task.is_full else "good",
    }


def hours_said(task: Task) -> str:
    """Saturday 14 March 2026, 9:00–12:00."""
    begins, ends = localtime(task.starts_at), localtime(task.ends_at)
    if begins.date() == ends.date():
        return f"{date_format(begins, 'TIME_FORMAT')} – {date_format(ends, 'TIME_FORMAT')}"
    return f"{date_format(begins, 'DATETIME_FORMAT')} – {date_format(ends, 'DATETIME_FORMAT')}"


def structured(mission: Mission, url: str) -> dict[str, Any]:
    """schema.org: a dataset that grows, or an act that helping hands are asked for."""
    found: dict[str, Any] = {"@context": "https://schema.org", "name": mission.title, "description": mission.summary, "url": url}
    if mission.is_for_volunteers:
        return found | {"@type": "Project"}
    files = {"text/csv": "contributions.csv", "application/geo+json": "contributions.geojson"}
    return found | {
        "@type": "Dataset",
        "license": LICENCE_URLS[mission.licence],
        "distribution": [
            {"@type": "DataDownload", "encodingFormat": kind, "contentUrl": f"{url}donnees/{name}"} for kind, name in files.items()
        ],
    }
