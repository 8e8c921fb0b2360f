"""The figures of reports, for everybody: no login, no single person."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.participation.reports import figures


@public
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    found = figures.figures(clock.now())
    shown = [(label, opened, ended) for label, opened, ended in found.months]
    context = {
        "figures": found,
        "share": round(100 * found.done / found.total) if found.total else 0,
        "labels": [label for label, _opened, _ended in shown],
        "series": [
            {"label": _("Reported"), "values": [opened for _label, opened, _ended in shown]},
            {"label": _("Repaired or closed"), "values": [ended for _label, _opened, ended in shown]},
        ],
        "heat": figures.heat_map(found, _("Where things were reported")),
        "legend": figures.legend(found),
    }
    return render(request, "reports/figures.html", context)
