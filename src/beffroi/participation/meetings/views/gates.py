"""Which meeting a page is about, and who may reach it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from beffroi.commons.topics.queries import is_linked
from beffroi.kernel import clock
from beffroi.kernel.access import declare
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.spaces.access import component_team, within
from beffroi.participation.spaces.models import Component


def meeting_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of one meeting: `(request, meeting, …)`, not found for whoever may not see it. A hidden one is shown as such."""

    @wraps(view)
    def checked(request: HttpRequest, process: str, component: int, meeting: int, *args: Any, **kwargs: Any) -> HttpResponse:
        where = {"component_id": component, "component__kind": "meeting", "component__process__slug": process}
        found = get_object_or_404(
            Meeting.objects.select_related("component__process", "recording").annotate(is_linked=is_linked("meeting")), pk=meeting, **where
        )

        def shown() -> HttpResponse:
            if rules.may_see(request.person, found, clock.now()) and not found.hidden_at:  # type: ignore[attr-defined]
                raise Http404
            return view(request, found, *args, **kwargs)

        return within(request, found.component, shown)

    return declare(checked, "component: meeting")


def meeting_team(right: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A page of the team for one meeting: `(request, meeting, …)`."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @component_team("meeting", right)
        @wraps(view)
        def checked(request: HttpRequest, component: Component, meeting: int, *args: Any, **kwargs: Any) -> HttpResponse:
            found = get_object_or_404(Meeting.objects.select_related("recording", "proposed_by"), pk=meeting, component=component)
            found.component = component
            return view(request, found, *args, **kwargs)

        return checked

    return decorate
