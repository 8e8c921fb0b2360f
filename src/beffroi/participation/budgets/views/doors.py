"""Who reaches the pages of a project: what may not be seen is not found."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from beffroi.kernel import clock
from beffroi.participation.budgets import rules
from beffroi.participation.budgets.models import Project
from beffroi.participation.spaces.access import component_team, component_view
from beffroi.participation.spaces.models import Component

View = Callable[..., HttpResponse]
RELATED = ("voice__avatar", "image", "district", "envelope", "merged_into")


def project_view(view: View) -> View:
    """A page of one project: `(request, project, …)`."""

    @wraps(view)
    def checked(request: HttpRequest, component: Component, project: int, *args: Any, **kwargs: Any) -> HttpResponse:
        found = get_object_or_404(Project.objects.select_related(*RELATED), pk=project, component_id=component.pk)
        found.component = component
        hidden = found.hidden_at is not None and not found.is_draft  # its page says why
        if rules.may_see(request.person, found, clock.now()) and not hidden:  # type: ignore[attr-defined]
            raise Http404
        return view(request, found, *args, **kwargs)

    return component_view("budget")(checked)


def desk_view(right: str) -> Callable[[View], View]:
    """A page of the team for one project: `(request, project, …)`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request: HttpRequest, component: Component, project: int, *args: Any, **kwargs: Any) -> HttpResponse:
            rows = Project.objects.select_related(*RELATED).exclude(state="draft")
            found = get_object_or_404(rows, pk=project, component_id=component.pk)
            found.component = component
            return view(request, found, *args, **kwargs)

        return component_team("budget", right)(checked)

    return decorate
