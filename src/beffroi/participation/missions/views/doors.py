"""Who reaches the pages of a mission, of a contribution and of a task: what may not be seen is not found."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from beffroi.kernel import clock
from beffroi.participation.missions import rules
from beffroi.participation.missions.models import Contribution, Mission, Task
from beffroi.participation.spaces.access import component_team, component_view
from beffroi.participation.spaces.models import Component

View = Callable[..., HttpResponse]


def mission_of(request: HttpRequest, component: Component, pk: int) -> Mission:
    mission = get_object_or_404(Mission.objects.select_related("image"), pk=pk, component_id=component.pk)
    mission.component = component
    if rules.may_see_mission(request.person, mission, clock.now()):  # type: ignore[attr-defined]
        raise Http404
    return mission


def mission_view(view: View) -> View:
    """A page of one mission: `(request, mission, …)`."""

    @wraps(view)
    def checked(request: HttpRequest, component: Component, mission: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, mission_of(request, component, mission), *args, **kwargs)

    return component_view("mission")(checked)


def contribution_view(view: View) -> View:
    """A page of one contribution: `(request, contribution)`."""

    @wraps(view)
    def checked(request: HttpRequest, component: Component, mission: int, contribution: int) -> HttpResponse:
        rows = Contribution.objects.select_related("image", "voice__avatar", "district", "mission")
        found = get_object_or_404(rows, pk=contribution, mission_id=mission, mission__component_id=component.pk)
        found.mission.component = component
        hidden = found.hidden_at is not None and found.state == Contribution.ACCEPTED  # its page says why
        if rules.may_see(request.person, found, clock.now()) and not hidden:  # type: ignore[attr-defined]
            raise Http404
        return view(request, found)

    return component_view("mission")(checked)


def task_view(view: View) -> View:
    """A page of one task: `(request, task)`."""

    @wraps(view)
    def checked(request: HttpRequest, component: Component, mission: int, task: int) -> HttpResponse:
        parent = mission_of(request, component, mission)
        found = get_object_or_404(Task, pk=task, mission_id=parent.pk)
        found.mission = parent
        return view(request, found)

    return component_view("mission")(checked)


def desk_view(right: str) -> Callable[[View], View]:
    """A page of the team for one mission: `(request, mission, …)`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, component: Component, mission: int, *args: Any, **kwargs: Any) -> HttpResponse:
            found = get_object_or_404(Mission.objects.select_related("image"), pk=mission, component_id=component.pk)
            found.component = component
            return view(request, found, *args, **kwargs)

        return component_team("mission", right)(checked)

    return decorate
