"""Places, outline, districts and layers, for the team."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.media.actions import take_image
from beffroi.ground.places import actions, forms
from beffroi.ground.places.models import Address, District, GroundLayer, Place, Street, Territory
from beffroi.ground.places.queries import districts
from beffroi.ground.places.rules import EDIT, EDIT_TERRITORY
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


@team(EDIT_TERRITORY)
def territory(request: HttpRequest) -> HttpResponse:
    """The ground of the map: outline, layers, districts, addresses."""
    outline, layer, district = _forms(request)
    if request.method == "POST":
        form = next((form for form in (outline, layer, district) if form.is_bound), outline)
        if form.is_valid() and _kept(form, request.user):
            messages.success(request, _("Saved."))
            return redirect("places_desk:territory")
    context = {
        "outline": outline, "layer": layer, "district": district, "territory": Territory.objects.filter(pk=1).first(), "districts": districts(),
        "layers": GroundLayer.objects.order_by("kind"), "streets": Street.objects.count(), "addresses": Address.objects.count(), "no_points": [],
    }  # fmt: skip
    return render(request, "places/desk/territory.html", context)


def _forms(request: HttpRequest) -> tuple[forms.OutlineForm, forms.LayerForm, forms.DistrictForm]:
    """Three forms in one page; only the one that was sent is filled."""

    def made(name: str, kind: Any) -> Any:
        sent = request.method == "POST" and name in request.POST
        return kind(request.POST, request.FILES, prefix=name) if sent else kind(prefix=name)

    return made("outline", forms.OutlineForm), made("layer", forms.LayerForm), made("district", forms.DistrictForm)


def _kept(form: Any, person: Any) -> bool:
    found = form.cleaned_data
    try:
        if isinstance(form, forms.OutlineForm):
            actions.set_outline(geojson=found["outline"], person=person)
        elif isinstance(form, forms.LayerForm):
            actions.set_layer(kind=found["kind"], geojson=found["layer"], credit=found["credit"], person=person)
        else:
            actions.add_district(name=found["name"], geojson=found["area"], position=found["position"], person=person)
    except ValidationError as error:
        form.add_error({"outline": "outline", "layer": "layer"}.get(form.prefix, "area"), error)
        return False
    return True


@team(EDIT_TERRITORY)
def change_district(request: HttpRequest, pk: int) -> HttpResponse:
    district = get_object_or_404(District, pk=pk)
    form = forms.DistrictForm(request.POST or None, request.FILES or None, instance=District.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            actions.change_district(
                district=district, name=found["name"], position=found["position"], geojson=found["area"], person=request.user
            )
        except ValidationError as error:
            form.add_error("area", error)
        else:
            messages.success(request, _("Saved."))
            return redirect("places_desk:territory")
    return render(request, "places/desk/district.html", {"form": form, "district": district, "no_points": []})


@team(EDIT_TERRITORY)
def remove_district(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove."""
    district = get_object_or_404(District, pk=pk)
    if request.method == "POST":
        actions.remove_district(district=district, person=request.user)
        messages.success(request, _("Removed."))
        return redirect("places_desk:territory")
    return render(request, "places/desk/remove.html", {"name": district.name, "back": "places_desk:territory"})


@team(EDIT_TERRITORY)
@require_POST
def remove_layer(request: HttpRequest, kind: str) -> HttpResponse:
    actions.remove_layer(layer=get_object_or_404(GroundLayer, kind=kind), person=request.user)
    messages.success(request, _("Removed."))
    return redirect("places_desk:territory")
