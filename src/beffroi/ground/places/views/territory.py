"""The ground of the map, for the administrator: outline, districts, layers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.places import actions, forms
from beffroi.ground.places.models import Address, District, GroundLayer, Street, Territory
from beffroi.ground.places.queries import districts
from beffroi.ground.places.rules import EDIT_TERRITORY
from beffroi.kernel.access import team


@team(EDIT_TERRITORY)
def index(request: HttpRequest) -> HttpResponse:
    """The ground of the map: outline, layers, districts, addresses."""
    outline, layer, district = _forms(request)
    if request.method == "POST":
        form = next((form for form in (outline, layer, district) if form.is_bound), outline)
        if form.is_valid() and _kept(form, request.user):
            messages.success(request, _("Saved."))
            return redirect("territory:index")
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
            return redirect("territory:index")
    return render(request, "places/desk/district.html", {"form": form, "district": district, "no_points": []})


@team(EDIT_TERRITORY)
def remove_district(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then remove."""
    district = get_object_or_404(District, pk=pk)
    if request.method == "POST":
        actions.remove_district(district=district, person=request.user)
        messages.success(request, _("Removed."))
        return redirect("territory:index")
    return render(request, "places/desk/remove.html", {"name": district.name, "back": "territory:index"})


@team(EDIT_TERRITORY)
@require_POST
def remove_layer(request: HttpRequest, kind: str) -> HttpResponse:
    actions.remove_layer(layer=get_object_or_404(GroundLayer, kind=kind), person=request.user)
    messages.success(request, _("Removed."))
    return redirect("territory:index")
