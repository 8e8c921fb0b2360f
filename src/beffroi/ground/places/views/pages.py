"""The map of the town, and the page of a place."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from beffroi.ground.places.layers import points_on_map
from beffroi.ground.places.models import Place
from beffroi.ground.places.queries import districts
from beffroi.ground.places.types import MapPoint, map_layers
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed


@public
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Everything with a place: a list by kind, and the same on a map. Filters are plain links' parameters."""
    known = [layer.kind for layer in map_layers]
    chosen = [kind for kind in request.GET.getlist("couche") if kind in known] or known
    areas = until_changed("places:districts", districts)
    district = next((area for area in areas if area.slug == request.GET.get("quartier")), None)
    by_layer = points_on_map(chosen, district, clock.now())
    points = [point for kind in known for point in by_layer.get(kind, [])]
    number = 1
    groups = []
    for layer in map_layers:
        if found := by_layer.get(layer.kind):
            groups.append({"kind": layer.kind, "label": layer.label, "points": found, "start": number})
            number += len(found)
    context = {
        "layers": [{"kind": layer.kind, "label": layer.label, "chosen": layer.kind in chosen} for layer in map_layers],
        "districts": [{"slug": area.slug, "name": area.name, "chosen": area == district} for area in areas],
        "district": district,
        "groups": groups,
        "points": points,
        "area": district.outline if district else None,
        "filtered": bool(district) or len(chosen) < len(known),
    }
    return render(request, "places/town.html", context)


@public
@require_safe
def place(request: HttpRequest, pk: int) -> HttpResponse:
    """One place: what, where, how to get in."""
    found = get_object_or_404(Place.objects.select_related("image", "district"), pk=pk)
    point = MapPoint(found.longitude, found.latitude, found.name)
    return render(request, "places/place.html", {"place": found, "points": [point]})
