"""What everybody reads: missions, galleries, maps, one contribution, data files."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.commons.supports import mine
from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.people.requests import PersonRequest
from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.subjects import Subject
from beffroi.participation.missions import exports, reading, rules
from beffroi.participation.missions.actions import author_name, mission_address
from beffroi.participation.missions.models import LICENCE_URLS, Contribution, Mission, Signup
from beffroi.participation.missions.views.doors import contribution_view, mission_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component


@component_view("mission")
@require_safe
def show(request: PersonRequest, component: Component) -> HttpResponse:
    """The missions of one process."""
    at = clock.now()
    kept = until_changed(
        f"missions:list:{component.pk}", lambda: list(component.missions.exclude(published_at=None).select_related("image")[:100])
    )
    for mission in kept:
        mission.component = component
    lines = [reading.mission_line(mission, at) for mission in reading.in_order(kept, at)]
    context = {"component": component, "process": component.process, "lines": lines}
    context["is_team"] = rules.is_team_of(request.person, component.process)
    return render(request, "missions/list.html", context)


@mission_view
@require_safe
def mission(request: HttpRequest, mission: Mission) -> HttpResponse:
    """What is looked for, the one next act, and what was sent so far."""
    order = "aimees" if request.GET.get("tri") == "aimees" else "recentes"
    found = reading.gallery(mission, order, request.GET.get("apres", "")) if not mission.is_for_volunteers else None
    context = _context(request, mission)
    here = request.path
    context |= {
        "gallery": found,
        "orders": [
            {"url": here, "label": _("Latest"), "current": order == "recentes"},
            {"url": f"{here}?tri=aimees", "label": _("Most liked"), "current": order == "aimees"},
            {"url": f"{here}carte/", "label": _("On the map"), "current": False},
        ],
    }
    return render(request, "missions/mission.html", context)


def _context(request: HttpRequest, mission: Mission) -> dict[str, Any]:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    subject = Subject("mission", mission.pk)
    mine.expect(person, follows=[subject])
    state, tone = reading.state_of(mission, at)
    tasks = reading.tasks_of(mission) if mission.is_for_volunteers else []
    for task in tasks:
        task.mission = mission
    ours: dict[int, str] = {}
    own: list[Contribution] = []
    if person.is_authenticated and tasks:
        signups = Signup.objects.filter(account=person, task__mission_id=mission.pk).exclude(state=Signup.LEFT)
        ours = {one.task_id: str(one.get_state_display()) for one in signups}
    elif person.is_authenticated:
        own = list(
            Contribution.objects.filter(mission_id=mission.pk, voice=person.voice).select_related("voice", "image").order_by("-pk")[:10]
        )
    for one in own:
        one.mission = mission
    lines = [reading.task_line(task, at, ours.get(task.pk, "")) for task in tasks]
    url = request.build_absolute_uri(mission_address(mission))
    return {
        "mission": mission,
        "component": mission.component,
        "process": mission.component.process,
        "subject": subject,
        "state": state,
        "tone": tone,
        "counts": reading.counts(mission),
        "text": SafeString(mission.html),  # cleaned when it was written
        "refusal": None if mission.is_for_volunteers else rules.may_send(mission, at, person),
        "coming": [line for line in lines if not line["is_past"]],
        "past": [line for line in lines if line["is_past"]],
        "own": [reading.card(mission, one) for one in own],
        "is_team": rules.is_team(person, mission),
        "structured": reading.structured(mission, url),
        "picture": picture_url(mission.image, 1280),
        "licence_url": LICENCE_URLS[mission.licence],
        "here": mission_address(mission),
    }


@mission_view
@require_safe
def on_map(request: HttpRequest, mission: Mission) -> HttpResponse:
    """The same on the map, with its list beside."""
    if mission.is_for_volunteers:
        tasks = [task for task in reading.tasks_of(mission) if task.longitude is not None and task.latitude is not None]
        for task in tasks:
            task.mission = mission
        at = clock.now()
        points = [MapPoint(t.longitude, t.latitude, t.title, reading.task_line(t, at)["url"], t.place) for t in tasks]  # type: ignore[arg-type]
    else:
        points = reading.map_points(mission)
    here = mission_address(mission)
    context = {
        "mission": mission,
        "component": mission.component,
        "process": mission.component.process,
        "points": points,
        "is_cut": len(points) >= reading.ON_MAP,
        "here": here,
        "orders": [
            {"url": here, "label": _("Latest"), "current": False},
            {"url": f"{here}?tri=aimees", "label": _("Most liked"), "current": False},
            {"url": request.path, "label": _("On the map"), "current": True},
        ],
    }
    return render(request, "missions/map.html", context)


@contribution_view
@require_safe
def contribution(request: HttpRequest, contribution: Contribution) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    mission, subject = contribution.mission, Subject("contribution", contribution.pk)
    base = {
        "mission": mission,
        "component": mission.component,
        "process": mission.component.process,
        "contribution": contribution,
        "subject": subject,
        "here": mission_address(mission),
        "is_mine": rules.is_author(person, contribution),
    }
    reviews = person.is_authenticated and not rules.may_review(person, mission)
    if contribution.hidden_at and not (base["is_mine"] or reviews):
        return render(request, "missions/hidden.html", base, status=410)
    mine.expect(person, supports=[subject])
    has_point = contribution.longitude is not None and contribution.latitude is not None
    context = base | {
        "text": SafeString(contribution.html),  # cleaned when it was written
        "author": author_name(contribution),
        "when": reading.when_of(contribution),
        "answers": reading.answers(contribution, reading.fields_of(mission)),
        "points": [MapPoint(contribution.longitude, contribution.latitude, contribution.place or contribution.title)] if has_point else [],
        "licence_url": LICENCE_URLS[contribution.licence],
        "stories": reading.stories(contribution, drafts=reviews),
        "support_refusal": rules.may_support(person, contribution, at),
        "may_edit": not rules.may_edit(person, contribution, at),
        "may_withdraw": not rules.may_withdraw(person, contribution),
        "reviews": reviews,
        "picture": picture_url(contribution.image, 1280),
    }
    return render(request, "missions/contribution.html", context)


@mission_view
@require_safe
def export(request: HttpRequest, mission: Mission, file: str) -> HttpResponse:
    """All that was accepted, as a file that is written while it is read."""
    if file not in exports.FORMATS or not mission.is_public:
        raise Http404
    write, kind = exports.FORMATS[file]
    response: Any = StreamingHttpResponse(write(mission, reading.fields_of(mission)), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="mission-{mission.pk}-{file}"'
    return response


@mission_view
@require_safe
def package(request: HttpRequest, mission: Mission) -> HttpResponse:
    """What the columns of the files mean, for machines (frictionless data package)."""
    if not mission.is_public:
        raise Http404
    return JsonResponse(exports.package(mission, reading.fields_of(mission)), json_dumps_params={"ensure_ascii": False, "indent": 2})
