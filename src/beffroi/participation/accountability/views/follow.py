"""The team's pages for the decisions of the whole town: all of them, and those that are late."""

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.participation.accountability import reading
from beffroi.participation.accountability.access import FOLLOW_UP
from beffroi.participation.accountability.models import Decision

SIZE = 50


@team(FOLLOW_UP)
def all_decisions(request: HttpRequest) -> HttpResponse:
    return _page(request, Decision.objects.all(), ("-decided_on", "-pk"), "all")


@team(FOLLOW_UP)
def late(request: HttpRequest) -> HttpResponse:
    """Planned end past, neither done nor given up: the latest first to be told of."""
    return _page(request, Decision.objects.public().late(localdate(clock.now())), ("ends_on", "pk"), "late")


def _page(request: HttpRequest, rows: QuerySet[Decision], order: tuple[str, ...], current: str) -> HttpResponse:
    rows = rows.select_related("component__process").defer("text", "html", "reasons", "reasons_html")
    found = page(rows, order=order, after=request.GET.get("apres", ""), size=SIZE)
    today = localdate(clock.now())
    lines = [
        {
            "line": reading.line(row, today),
            "desk_url": reverse("accountability_desk:news", args=[row.component.process_id, row.component_id, row.pk]),
        }
        for row in found.rows
    ]
    names = [("all", pgettext("decisions", "All")), ("late", _("Late"))]
    tabs = [{"url": reverse(f"decisions_desk:{name}"), "label": label, "current": name == current} for name, label in names]
    return render(request, "accountability/desk/town.html", {"lines": lines, "page": found, "tabs": tabs})
