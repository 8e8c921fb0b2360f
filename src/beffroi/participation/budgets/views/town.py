"""The participatory budgets of the whole town."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.participation.budgets import listing, reading
from beffroi.participation.budgets.actions import page_of
from beffroi.participation.budgets.models import Budget
from beffroi.participation.spaces.models import Component

MOST = 30


def shown() -> Any:
    return Component.objects.filter(kind="budget", published_at__isnull=False, process__published_at__isnull=False)


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every budget, the latest first, with the one thing to do in each."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    rows = until_changed(
        "budgets:town", lambda: list(shown().select_related("process", "budget").order_by("-process__starts_at", "-pk")[:MOST])
    )
    lines = []
    for component in rows:
        budget = getattr(component, "budget", None) or Budget(component_id=component.pk)
        budget.component = component
        envelopes = listing.envelopes_of(budget) if budget.pk else []
        lines.append(
            {
                "component": component, "url": page_of(component), "now": reading.now(component, budget, at, person),
                "total": sum(one.amount for one in envelopes),
            }
        )  # fmt: skip
    return render(request, "budgets/town.html", {"lines": lines})
