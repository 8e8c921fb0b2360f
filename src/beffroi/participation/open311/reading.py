"""What may be told of reports: what everybody may see, and nothing of what moderation hid."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from beffroi.kernel.paging import Page, page
from beffroi.participation.open311.asking import Wanted
from beffroi.participation.reports.models import Category, Report, Update
from beffroi.participation.reports.reading import within

SHOWN_WORDS = {"is_private": False, "hidden_at": None, "withdrawn_at": None}
SHOWN = Q(is_private=False, hidden_at=None, withdrawn_at=None) & (
    Q(component=None) | Q(component__published_at__isnull=False, component__process__published_at__isnull=False)
)


def categories() -> QuerySet[Any]:
    """What an application may report: not what is for an emergency number."""
    counted = Count("attributes")
    return Category.objects.open().filter(stop_text="").annotate(asked=counted).order_by("position", "name", "pk")


def reports(wanted: Wanted) -> Page:
    """A page of reports, the newest first. Doubles are left out of lists, and told of when they are asked for by number."""
    rows = Report.objects.select_related("category", "service")
    order = ("-opened_at", "-pk")
    if wanted.ids is not None:
        return page(rows.filter(SHOWN, pk__in=wanted.ids), order=order, after=wanted.after, size=wanted.size)
    rows = rows.filter(in_list=True).filter(SHOWN)
    if wanted.start:
        rows = rows.filter(opened_at__gte=wanted.start)
    if wanted.end:
        rows = rows.filter(opened_at__lte=wanted.end)
    if wanted.updated_after:
        rows = rows.filter(updated_at__gte=wanted.updated_after)
    if wanted.updated_before:
        rows = rows.filter(updated_at__lte=wanted.updated_before)
    if wanted.codes:
        rows = rows.filter(category__code__in=wanted.codes)
    if wanted.states:
        rows = rows.filter(state__in=wanted.states)
    if wanted.near:
        latitude, longitude, reach = wanted.near
        found = [row for row, _far in within(rows, longitude, latitude, round(reach), most=wanted.size)]
        return Page(found, "", "")
    if wanted.page > 1 and not wanted.after:
        start = (wanted.page - 1) * wanted.size
        return Page(list(rows.order_by(*order)[start : start + wanted.size]), "", "")
    return page(rows, order=order, after=wanted.after, size=wanted.size)


def report(number: str) -> Report | None:
    if not (number.isascii() and number.isdecimal() and len(number) < 19):
        return None
    return Report.objects.select_related("category", "service").filter(SHOWN, pk=int(number)).first()


def updates(wanted: Wanted) -> Page:
    """News in the order in which they came, so that whoever reads on from the last one misses none."""
    shown = Q(**{f"report__{name}": value for name, value in SHOWN_WORDS.items()})
    rows = Update.objects.filter(shown, is_private=False, hidden_at=None).select_related("report", "report__component")
    rows = rows.filter(
        Q(report__component=None) | Q(report__component__published_at__isnull=False, report__component__process__published_at__isnull=False)
    )
    if wanted.ids is not None:
        rows = rows.filter(report_id__in=wanted.ids)
    if wanted.start:
        rows = rows.filter(at__gte=wanted.start)
    if wanted.end:
        rows = rows.filter(at__lte=wanted.end)
    return page(rows, order=("at", "pk"), after=wanted.after, size=wanted.size)


def changed(at: datetime) -> datetime:
    """When the list of services was last another one: as far as is known, the day."""
    return at.replace(hour=0, minute=0, second=0, microsecond=0)
