"""Walks from place to place."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.access import WRITE
from beffroi.outreach.pages.forms import TrailForm
from beffroi.outreach.pages.models import Trail


@team(WRITE)
def index(request: HttpRequest) -> HttpResponse:
    found = Trail.objects.annotate(stops_count=Count("stops"))
    rows = page(found, order=("title", "pk"), after=request.GET.get("after", ""), size=40)
    return render(request, "pages/desk/trails.html", {"page": rows})


@team(WRITE)
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    trail = get_object_or_404(Trail, pk=pk) if pk else None
    form = TrailForm(request.POST or None, instance=trail)
    if request.method == "POST" and form.is_valid():
        stored = Trail.objects.get(pk=pk) if pk else None
        kept = actions.keep_trail(trail=stored, stops=form.stops, values=form.values, person=request.user, at=clock.now())
        messages.success(request, _("Trail kept."))
        return redirect("pages_desk:trail", kept.pk)
    return render(request, "pages/desk/trail.html", {"form": form, "trail": trail})
