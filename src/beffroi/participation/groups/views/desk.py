"""The town's view of groups: those that everybody may know, to verify what is formal. Hidden ones are not here either."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.participation.groups import actions
from beffroi.participation.groups.access import FORMAL
from beffroi.participation.groups.addresses import group_url
from beffroi.participation.groups.models import Group


@team(FORMAL)
def groups(request: HttpRequest) -> HttpResponse:
    rows = Group.objects.listed().select_related("process", "verified_by__voice")
    if request.GET.get("a") == "verifier":
        rows = rows.filter(sort__in=list(Group.FORMAL), verified_at=None)
    found = page(rows, order=("-active_at", "-pk"), after=request.GET.get("apres", ""), size=50)
    lines = [{"group": row, "url": group_url(row), "sort": row.get_sort_display()} for row in found.rows]
    return render(request, "groups/desk/list.html", {"lines": lines, "page": found, "to_verify": request.GET.get("a") == "verifier"})


@team(FORMAL)
@require_POST
def verify(request: HttpRequest, group: int) -> HttpResponse:
    """The number, or the mandate, was looked up."""
    row = get_object_or_404(Group.objects.listed().select_related("process", "parent"), pk=group)
    actions.set_verified(group=row, person=request.user, is_verified=row.verified_at is None, at=clock.now())  # type: ignore[arg-type]
    messages.success(request, _("Done."))
    return redirect("groups_desk:list")
