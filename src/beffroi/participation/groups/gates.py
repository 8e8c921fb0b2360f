"""Who reaches the pages of a group. What is hidden answers like a page that never was."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import add_never_cache_headers

from beffroi.kernel.access import View, declare
from beffroi.kernel.rules import require
from beffroi.participation.groups import rules
from beffroi.participation.groups.models import Group

KNOW, READ, INSIDE, LEAD = "know", "read", "inside", "lead"


def group_of(request: HttpRequest, slug: str) -> Group:
    """The group, if this visitor may know of it."""
    group = get_object_or_404(Group.objects.select_related("process__image", "parent__process"), process__slug=slug)
    if rules.must_know(request.person, group):  # type: ignore[attr-defined]
        raise Http404
    return group


def group_view(need: str) -> Callable[[View], View]:
    """A page of a group: `(request, group, …)` for those who know of it, read it, are inside or lead it."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(request, group, *args, **kwargs):
            found = group_of(request, group)
            person = request.person
            if need != KNOW and rules.must_read(person, found):
                return redirect("groups:show", group=found.process.slug)
            if need == LEAD:
                require(rules.may_lead(person, found))
            elif need == INSIDE and not rules.is_inside(person, found.pk):
                require(rules.must_be_member(person, found))
            response: HttpResponse = view(request, found, *args, **kwargs)
            if need in (INSIDE, LEAD) or not found.process.is_public:
                add_never_cache_headers(response)
            return response

        page = login_required(checked) if need in (INSIDE, LEAD) else checked
        return declare(wraps(view)(page), f"group: {need}")

    return decorate
