"""What the map and the address field ask while somebody types: small JSON answers, for everybody, counted."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from beffroi.ground.places import search as finder
from beffroi.ground.places.maps import ground as ground_of_town
from beffroi.ground.places.queries import in_town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.limits import must_be_within


def _answer(request: HttpRequest, data: Any) -> JsonResponse:
    response = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "separators": (",", ":")})
    patch_cache_control(response, public=True, max_age=300)
    return response


def _too_many(request: HttpRequest) -> JsonResponse | None:
    refusal = must_be_within("places:search", request.META.get("REMOTE_ADDR", ""), most=240, per=timedelta(minutes=1), at=clock.now())
    return JsonResponse({"code": refusal.code, "message": str(refusal)}, status=429) if refusal else None


@public
@require_safe
def search(request: HttpRequest) -> JsonResponse:
    """Addresses, streets and places like what is typed."""
    text = request.GET.get("q", "").strip()
    if len(text) < 3:
        return _answer(request, {"matches": []})
    if refused := _too_many(request):
        return refused
    found = finder.addresses(text)
    matches = [{"label": m.label, "lon": m.longitude, "lat": m.latitude, "kind": m.kind} for m in found]
    return _answer(request, {"matches": matches})


@public
@require_safe
def near(request: HttpRequest) -> JsonResponse:
    """The nearest address to a point, and whether the point is in the town."""
    try:
        longitude, latitude = float(request.GET["lon"]), float(request.GET["lat"])
    except (KeyError, ValueError):
        return JsonResponse({"code": "point", "message": "lon, lat"}, status=400)
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        return JsonResponse({"code": "point", "message": "lon, lat"}, status=400)
    if refused := _too_many(request):
        return refused
    found = finder.nearest(longitude, latitude)
    said = {"label": found[0].label, "metres": round(found[1])} if found else None
    return _answer(request, {"nearest": said, "inside": in_town(longitude, latitude, margin=100)})


@public
@require_safe
def ground(request: HttpRequest) -> JsonResponse:
    """Outline, districts and layers of the town, as GeoJSON, for the interactive map."""
    found = ground_of_town()
    features = []
    if found["outline"]:
        features.append(_feature("town", "", found["outline"]))
    features += [_feature(kind, "", geometry) for kind, geometry in found["layers"]]
    features += [_feature("district", name, outline) for name, _slug, outline in found["districts"]]
    return _answer(request, {"type": "FeatureCollection", "bbox": found["box"], "credits": found["credits"], "features": features})


def _feature(kind: str, name: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry}
