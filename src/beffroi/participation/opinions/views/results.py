"""The map: in a picture, in sentences and in a table; and the files from which anyone can make it again."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.rules import require
from beffroi.participation.opinions import exports, reading, rules
from beffroi.participation.opinions.models import OpinionMap
from beffroi.participation.opinions.views.frame import frame, hidden, map_or_404
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component


@component_view("opinion")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if map.hidden_at:
        return hidden(request, map)
    refusal = rules.may_see_results(person, map, at)
    context = {
        **frame(map),
        "refusal": refusal,
        "results": {"enough": False} if refusal else reading.results(map),
        "is_over": rules.is_over(map, at),
        "is_open": rules.is_open(map, at),
        "least": reading.LEAST_PEOPLE,
    }
    return render(request, "opinions/results.html", context)


@component_view("opinion")
@require_safe
def files(request: HttpRequest, component: Component) -> HttpResponse:
    """What can be downloaded, and how to count again."""
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if map.hidden_at:
        return hidden(request, map)
    sees, all_votes = rules.may_see_results(person, map, at), rules.may_see_votes(person, map, at)
    said = exports.explained()
    lines = [
        {"name": name, "said": said[name], "is_there": not sees and not (is_by_number and all_votes)}
        for name, (_write, _type, is_by_number) in exports.FILES.items()
    ]
    context = {**frame(map), "lines": lines, "refusal": sees or all_votes, "has_count": reading.results(map)["made_at"] is not None}
    return render(request, "opinions/files.html", context)


@component_view("opinion")
@require_safe
def download(request: HttpRequest, component: Component, name: str) -> HttpResponse | StreamingHttpResponse:
    map, at, person = map_or_404(request, component), clock.now(), request.person  # type: ignore[attr-defined]
    if name not in exports.FILES or map.hidden_at:
        raise Http404
    require(rules.may_see_results(person, map, at), rules.may_see_votes(person, map, at) if exports.FILES[name][2] else None)
    return sent(map, name)


def sent(map: OpinionMap, name: str) -> StreamingHttpResponse:
    write, kind, _is_by_number = exports.FILES[name]
    response = StreamingHttpResponse(write(map), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
