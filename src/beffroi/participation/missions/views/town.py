"""The missions of the whole town, and what one sent oneself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.ground.people.gates import oneself
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.paging import page
from beffroi.participation.missions import reading
from beffroi.participation.missions.models import Contribution, Mission, Signup

MOST = 100


@public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every mission: those under way, then what came of the others."""
    at = clock.now()
    rows = until_changed(
        "missions:town",
        lambda: list(
            Mission.objects.shown()
            .filter(component__process__archived_at=None)
            .select_related("component__process", "image")
            .order_by("-published_at")[:MOST]
        ),
    )
    lines = [(mission.is_over(at), reading.mission_line(mission, at)) for mission in reading.in_order(rows, at)]
    context = {"now": [line for over, line in lines if not over], "over": [line for over, line in lines if over]}
    return render(request, "missions/town.html", context)


@oneself
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I sent, what became of it, and where I said that I come."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    rows = Contribution.objects.filter(voice=person.voice).select_related("mission__component__process", "image", "voice")
    found = page(rows, order=("-created_at", "-pk"), after=request.GET.get("apres", ""), size=20)
    signups = Signup.objects.filter(account=person).exclude(state=Signup.LEFT).select_related("task__mission__component__process")
    tasks = [
        reading.task_line(one.task, at, str(one.get_state_display())) | {"given": reading.hours(one.minutes) if one.minutes else ""}
        for one in signups.order_by("-task__starts_at")[:50]
    ]
    cards = [reading.card(row.mission, row) | {"mission": row.mission.title, "reason": row.reason} for row in found.rows]
    return render(request, "missions/mine.html", {"cards": cards, "page": found, "tasks": tasks})
