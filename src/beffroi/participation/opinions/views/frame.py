"""What every page of an opinion map stands in."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from beffroi.kernel import clock
from beffroi.participation.opinions import reading, rules
from beffroi.participation.opinions.models import OpinionMap
from beffroi.participation.spaces.models import Component


def map_or_404(request: HttpRequest, component: Component) -> OpinionMap:
    """The map, if this person may see it. One that moderation hid is there, and says so (`hidden`)."""
    map = reading.map_of(component)
    if map is None:
        raise Http404
    refusal = rules.may_see(request.person, map, clock.now())  # type: ignore[attr-defined]
    if refusal and not map.hidden_at:
        raise Http404
    return map


def hidden(request: HttpRequest, map: OpinionMap) -> HttpResponse:
    return render(request, "opinions/hidden.html", frame(map) | {"subject": map.subject}, status=410)


def frame(map: OpinionMap) -> dict[str, Any]:
    return {"map": map, "component": map.component, "process": map.component.process}
