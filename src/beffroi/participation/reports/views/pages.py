"""The page of one report."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import declare
from beffroi.participation.reports import rules
from beffroi.participation.reports.models import Report
from beffroi.participation.spaces.access import within

SHOWN = ("voice", "category", "service", "component__process", "duplicate_of")


def report_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one report: `(request, report, …)`, not found for whoever may not see it."""

    @wraps(view)
    def checked(request: HttpRequest, report: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Report.objects.select_related(*SHOWN), pk=report)

        def shown() -> HttpResponse:
            if rules.may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
                raise Http404
            return view(request, found, *args, **kwargs)

        return within(request, found.component, shown) if found.component is not None else shown()

    return declare(checked, "report")


@report_view
@require_safe
def show(request: HttpRequest, report: Report) -> HttpResponse:
    return render(request, "reports/report.html", {"report": report})
