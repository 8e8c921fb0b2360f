"""Lists of reports: filters, cards kept under their version, points of their map."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import ngettext, pgettext_lazy

from beffroi.ground.places.types import MapPoint
from beffroi.kernel.fragments import render_many, until_changed
from beffroi.kernel.paging import Page, page
from beffroi.participation.reports import states
from beffroi.participation.reports.actions.opening import address
from beffroi.participation.reports.models import Category, Report
from beffroi.participation.reports.models.routing import PROBLEM, SUGGESTION
from beffroi.participation.spaces.models import Component

SIZE = 20
STATES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "": (pgettext_lazy("reports, plural", "All"), ()),
    "ouverts": (pgettext_lazy("reports, plural", "Open"), states.OPEN_STATES),
    "repares": (pgettext_lazy("reports, plural", "Repaired or done"), states.DONE_STATES),
    "clos": (pgettext_lazy("reports, plural", "Closed otherwise"), tuple(set(states.ENDED_STATES) - set(states.DONE_STATES))),
}
KINDS = {
    "": ("", pgettext_lazy("reports, plural", "Problems and suggestions")),
    "problemes": (PROBLEM, pgettext_lazy("reports, plural", "Problems")),
    "suggestions": (SUGGESTION, pgettext_lazy("reports, plural", "Suggestions")),
}
ORDERS = {
    "recents": (pgettext_lazy("reports, plural", "Latest"), ("-opened_at", "-pk")),
    "nouvelles": (pgettext_lazy("reports, plural", "Latest news"), ("-updated_at", "-pk")),
}


@dataclass(frozen=True)
class Choices:
    """What the visitor asked for, checked: an unknown word is as if it were not there."""

    state: str
    kind: str
    order: str
    category: Category | None
    text: str
    after: str

    @property
    def is_filtered(self) -> bool:
        return bool(self.state or self.kind or self.category or self.text)


def categories() -> list[Category]:
    """All categories with their questions; the same for everybody until something changes."""
    return until_changed("reports:categories", lambda: list(Category.objects.prefetch_related("attributes").select_related("service")))


def open_categories() -> list[Category]:
    return [row for row in categories() if row.closed_at is None]


def read(query: QueryDict) -> Choices:
    def one_of(name: str, known: Any, default: str = "") -> str:
        said = str(query.get(name, ""))
        return said if said in known else default

    return Choices(
        state=one_of("etat", STATES), kind=one_of("sorte", KINDS), order=one_of("tri", ORDERS, "recents"),
        category=next((row for row in categories() if row.code == query.get("categorie")), None),
        text=query.get("q", "").replace("\0", "").strip()[:100], after=query.get("apres", ""),
    )  # fmt: skip


def rows(component: Component | None, chosen: Choices) -> QuerySet:
    found = Report.objects.filter(component_id=component.pk, in_list=True) if component else Report.objects.listed()
    if chosen.state:
        found = found.filter(state__in=STATES[chosen.state][1])
    if chosen.kind:
        found = found.filter(kind=KINDS[chosen.kind][0])
    if chosen.category:
        found = found.filter(category=chosen.category)
    for word in chosen.text.split()[:5]:
        number = word.lstrip("#n°")
        by_number = Q(pk=int(number)) if number.isdecimal() and len(number) < 10 else Q()
        found = found.filter(Q(title__icontains=word) | Q(text__icontains=word) | Q(place__icontains=word) | by_number)
    return found


def listed(component: Component | None, chosen: Choices) -> Page:
    """One page of keys: what cards are kept under, their order, their place."""
    order = ORDERS[chosen.order][1]
    names = ("pk", "version", "opened_at", "updated_at", "title", "place", "longitude", "latitude")
    return page(rows(component, chosen).values(*names), order=order, after=chosen.after, size=SIZE)


def points(keys: Sequence[dict[str, Any]]) -> list[MapPoint]:
    return [MapPoint(key["longitude"], key["latitude"], key["title"], address(key["pk"]), key["place"], "report") for key in keys]


def cards(keys: Sequence[dict[str, Any]]) -> list[SafeString]:
    found: dict[int, Report] = {}

    def card(key: dict[str, Any]) -> SafeString:
        if not found:
            found.update(Report.objects.select_related("category", "component__process").in_bulk([one["pk"] for one in keys]))
        return one_card(found[key["pk"]])

    return list(render_many("report", list(keys), card))


def one_card(report: Report) -> SafeString:
    n = report.supports_count
    context = {
        "report": report,
        "url": address(report),
        "state": report.state_said,
        "tone": report.status.tone,
        "supports": ngettext("%(n)d other person sees it too", "%(n)d other people see it too", n) % {"n": n} if n else "",
    }
    return SafeString(render_to_string("reports/_card.html", context))


def filters(chosen: Choices) -> dict[str, Any]:
    """What the filter form draws."""
    here = chosen.category.code if chosen.category else ""

    def pick(rows: Any, current: str) -> list[dict[str, Any]]:
        return [{"key": key, "label": label, "is_current": key == current} for key, label in rows]

    return {
        "states": pick(((key, label) for key, (label, _states) in STATES.items()), chosen.state),
        "kinds": pick(((key, label) for key, (_kind, label) in KINDS.items()), chosen.kind),
        "orders": pick(((key, label) for key, (label, _order) in ORDERS.items()), chosen.order),
        "categories": pick(((row.code, row.name) for row in categories() if not row.is_private and not row.stops), here),
        "text": chosen.text,
    }
