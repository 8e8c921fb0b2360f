"""Places of interest, for the team."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.ground.media.actions import take_image
from beffroi.ground.places import actions, forms
from beffroi.ground.places.models import Place
from beffroi.ground.places.rules import EDIT
from beffroi.kernel import clock
from beffroi.kernel.access import team
from beffroi.kernel.rules import Refused


@team(EDIT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All places of interest, by name."""
    return render(request, "places/desk/index.html", {"places": Place.objects.order_by("name", "pk")[:500], "kinds": dict(Place.KINDS)})


@team(EDIT)
def add(request: HttpRequest) -> HttpResponse:
    form = forms.PlaceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        actions.add_place(values={**form.values, **_picture(form, at)}, person=request.user, at=at)
        messages.success(request, _("The place is on the map."))
        return redirect("places_desk:index")
    return render(request, "places/desk/place.html", {"form": form, "place": None, "theirs": [], "heading": _("Add a place")})


@team(EDIT)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(Place.objects.select_related("image"), pk=pk)
    form = forms.PlaceForm(request.POST or None, request.FILES or None, instance=Place.objects.get(pk=pk))
    theirs: list[tuple[str, str]] = []
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        try:
            values = {**form.values, **_picture(form, at)}
            actions.change_place(place=place, values=values, version=form.cleaned_data["version"] or 0, person=request.user, at=at)
        except Refused as refused:
            if refused.refusal.code != "stale":
                raise
            form, theirs = _again(request, place, str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("places_desk:index")
    return render(request, "places/desk/place.html", {"form": form, "place": place, "theirs": theirs, "heading": place.name})


def _picture(form: forms.PlaceForm, at: datetime) -> dict[str, Any]:
    """Decoded before the transaction."""
    if not form.cleaned_data.get("picture"):
        return {}
    return {"image": take_image(upload=form.cleaned_data["picture"], alt=form.cleaned_data["picture_alt"], at=at)}


def _again(request: HttpRequest, place: Place, sentence: str) -> tuple[forms.PlaceForm, list[tuple[str, str]]]:
    """What was typed, beside what somebody else saved; saving again is a choice."""
    row = Place.objects.get(pk=place.pk)
    data = request.POST.copy()
    data["version"] = str(row.version)
    form = forms.PlaceForm(data, instance=Place.objects.get(pk=place.pk))
    form.is_valid()
    form.add_error(None, sentence)
    names = [name for name in form._meta.fields or () if form.cleaned_data.get(name) != getattr(row, name)]
    return form, [(str(form.fields[name].label), str(getattr(row, name))) for name in names]


@team(EDIT)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove."""
    place = get_object_or_404(Place, pk=pk)
    if request.method == "POST":
        actions.remove_place(place=place, person=request.user)
        messages.success(request, _("Removed."))
        return redirect("places_desk:index")
    return render(request, "places/desk/remove.html", {"name": place.name, "back": "places_desk:index"})
