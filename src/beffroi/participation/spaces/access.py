"""Who may reach the views of components and of the team of one process, and the rights of this domain."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from beffroi.ground.people.rights import MANAGER, MODERATOR, OFFICIAL, TECHNICIAN, VALIDATOR, right
from beffroi.ground.people.rules import must_have_right, must_have_two_factors
from beffroi.kernel import clock, tokens
from beffroi.kernel.access import View, declare
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import require
from beffroi.participation.spaces.models import Component, Process, TeamMember
from beffroi.participation.spaces.rules import SEE_DRAFTS, must_be_open, must_be_published, must_have_right_in
from beffroi.participation.spaces.types import kind_of

right("spaces:process:see", _("See processes before they are public"), MANAGER, VALIDATOR, MODERATOR, TECHNICIAN, OFFICIAL)
right("spaces:process:create", _("Prepare a process"), MANAGER)
right("spaces:process:edit", _("Edit a process, its phases and its components"), MANAGER)
right("spaces:process:publish", _("Publish and archive a process"), MANAGER, VALIDATOR)
right("spaces:team:edit", _("Choose the team of a process"), MANAGER)

PREVIEW, PREVIEW_AGE = "spaces:preview", timedelta(days=14)


def preview_token(process: Process, at) -> str:
    """A signed word that shows a draft to whoever holds the link, for two weeks."""
    return tokens.sign(PREVIEW, {"process": process.pk}, at=at)


def is_previewed(request: HttpRequest, process: Process) -> bool:
    """Whether the address carries a valid preview word of this process."""
    word = request.GET.get("apercu", "")
    if not word or process.is_public:
        return False
    data = tokens.read(PREVIEW, word, at=clock.now(), max_age=PREVIEW_AGE)
    return isinstance(data, dict) and data.get("process") == process.pk


def component_view(kind: str, verb: str | None = None, right: str | None = None) -> Callable[[View], View]:
    """A page of a component: fetches it with its process, hides drafts, checks the verb or the right.

    The view receives `(request, component, …)` instead of the slug and the number of the address.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request, process, component, *args, **kwargs):
            found = _component(request, process, component, kind)
            return within(request, found, lambda: view(request, found, *args, **kwargs), verb=verb, right=right)

        said = f"component: {kind}" + (f", open: {verb}" if verb else "") + (f", team: {right}" if right else "")
        return declare(checked, said)

    return decorate


def _component(request: HttpRequest, process: str, pk: int, kind: str) -> Component:
    """The component with its process; while pages are read, as it is until something changes in the town."""
    rows = Component.objects.select_related("process").filter(pk=pk)
    is_reading = request.method in ("GET", "HEAD")
    found = until_changed(f"spaces:component:{pk}", rows.first) if is_reading else rows.first()
    if found is None or (found.kind, found.process.slug) != (kind, process):
        raise Http404
    return found


def within(
    request: HttpRequest, component: Component, page: Callable[[], HttpResponse], *, verb: str | None = None, right: str | None = None
) -> HttpResponse:
    """The page of a component (read with its process), or of something in it, once the visitor may reach it."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if must_be_published(component, at, person) and not is_previewed(request, component.process):
        raise Http404
    if right:
        require(must_have_right_in(person, component.process, right), must_have_two_factors(request))  # type: ignore[arg-type]
    if verb:
        require(must_be_open(component, verb, at, person))
    response = page()
    if not (component.process.is_public and component.is_public):
        add_never_cache_headers(response)
    return response


def process_team(name: str) -> Callable[[View], View]:
    """A view for the team of one process, after a second factor. It receives `(request, process, …)`.

    The address has the number of the process (`<int:process>`).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def checked(request, process, *args, **kwargs):
            found = get_object_or_404(Process, pk=process)
            require(must_have_right_in(request.user, found, name), must_have_two_factors(request))
            if other := kind_of(found):  # a group has pages of its own for those who lead it
                return redirect(other.url(found))
            return view(request, found, *args, **kwargs)

        return declare(checked, f"process team: {name}")

    return decorate


def component_team(kind: str, name: str) -> Callable[[View], View]:
    """A page of the team for one component: `(request, component, …)`; the address has both numbers."""

    def decorate(view: View) -> View:
        @wraps(view)
        @never_cache
        @login_required
        def checked(request, process, component, *args, **kwargs):
            found = get_object_or_404(Component.objects.select_related("process"), pk=component, kind=kind, process_id=process)
            require(must_have_right_in(request.user, found.process, name), must_have_two_factors(request))
            return view(request, found, *args, **kwargs)

        return declare(checked, f"process team: {name}, component: {kind}")

    return decorate


def some_team(view: View) -> View:
    """For whoever is in the team of the town, or of one process at least; the view shows only what concerns them."""

    @wraps(view)
    @never_cache
    @login_required
    def checked(request, *args, **kwargs):
        everywhere = request.user.has_right(SEE_DRAFTS)
        if not everywhere and not TeamMember.objects.filter(account=request.user).exists():
            require(must_have_right(request.user, SEE_DRAFTS))
        require(must_have_two_factors(request))
        return view(request, *args, **kwargs)

    return declare(checked, "process team: any")
