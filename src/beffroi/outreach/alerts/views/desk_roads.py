"""The desk of roadworks."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.alerts.access import ROADS
from beffroi.outreach.alerts.actions import roads
from beffroi.outreach.alerts.forms import RoadForm
from beffroi.outreach.alerts.models import RoadEvent
from beffroi.outreach.alerts.rules import may_announce


@team(ROADS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    rows = page(RoadEvent.objects.all(), order=("-starts_at", "-pk"), after=request.GET.get("after", ""), size=40)
    return render(request, "alerts/desk/roads.html", {"page": rows, "at": clock.now()})


@team(ROADS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form = RoadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        road = roads.add_road(values=form.values, person=request.user, at=clock.now())
        messages.success(request, _("Published: on the page of roadworks, in calendars and for navigation."))
        return redirect("roads_desk:edit", road.pk)
    return render(request, "alerts/desk/road.html", {"form": form, "road": None, "announce_refusal": None})


@team(ROADS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    road = get_object_or_404(RoadEvent.objects.select_related("alert"), pk=pk)
    form = RoadForm(request.POST or None, instance=road)
    if request.method == "POST" and form.is_valid():
        roads.change_road(road=RoadEvent.objects.get(pk=pk), values=form.values, person=request.user, at=clock.now())
        messages.success(request, _("The change is published."))
        return redirect(request.path)
    fresh = RoadEvent.objects.select_related("alert").get(pk=pk)
    context = {"form": form, "road": fresh, "announce_refusal": may_announce(request.user, fresh)}
    return render(request, "alerts/desk/road.html", context)


@team(ROADS)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    road = get_object_or_404(RoadEvent, pk=pk)
    if request.method == "POST":
        roads.withdraw_road(road=road, person=request.user, at=clock.now())
        messages.success(request, _("It is no longer public."))
        return redirect("roads_desk:index")
    return render(request, "alerts/desk/road_withdraw.html", {"road": road})


@require_POST
@team(ROADS)
def announce(request: HttpRequest, pk: int) -> HttpResponse:
    """Prepare an alert for those who live near."""
    alert = roads.announce_road(road=get_object_or_404(RoadEvent, pk=pk), person=request.user, at=clock.now())
    messages.success(request, _("An alert is prepared. Read it, then issue it."))
    return redirect("alerts_desk:show", alert.pk)
