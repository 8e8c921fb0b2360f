"""The team of a process, its timeline and its history."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.rights import ROLES
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.participation.spaces import actions
from beffroi.participation.spaces.access import process_team
from beffroi.participation.spaces.forms import HappeningForm, TeamForm
from beffroi.participation.spaces.history import lines
from beffroi.participation.spaces.models import Happening, Process, TeamMember
from beffroi.participation.spaces.rules import EDIT, SEE_DRAFTS, has_right_in
from beffroi.participation.spaces.views.desk.processes import frame

TEAM = "spaces:team:edit"


@process_team(SEE_DRAFTS)
def team(request: HttpRequest, process: Process) -> HttpResponse:
    form = TeamForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.join_team(
            process=process, person=request.user, account=form.account, role=data["role"], is_shown=data["is_shown"], at=clock.now()
        )
        messages.success(request, _("Added to the team."))
        return redirect("spaces_desk:team", process=process.pk)
    members = [
        {"row": row, "role": ROLES.get(row.role, row.role)} for row in process.team.select_related("account__voice").order_by("pk")[:200]
    ]
    context = {**frame(process, "team"), "form": form, "members": members, "may_edit": has_right_in(request.user, process, TEAM)}
    return render(request, "spaces/desk/team.html", context, status=422 if form.errors else 200)


@process_team(TEAM)
@require_POST
def leave(request: HttpRequest, process: Process, member: int) -> HttpResponse:
    row = get_object_or_404(TeamMember.objects.select_related("process"), pk=member, process=process)
    actions.leave_team(member=row, person=request.user, at=clock.now())
    messages.success(request, _("No longer in the team."))
    return redirect("spaces_desk:team", process=process.pk)


@process_team(EDIT)
def journal(request: HttpRequest, process: Process) -> HttpResponse:
    at = clock.now()
    form = HappeningForm(request.POST or None, initial={"at": timezone.localtime(at)})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.add_happening(process=process, person=request.user, title=data["title"], text=data["text"], at=data["at"])
        messages.success(request, _("Added to the timeline."))
        return redirect("spaces_desk:journal", process=process.pk)
    found = page(process.revisions.select_related("voice"), order=("-at", "-pk"), after=request.GET.get("apres", ""), size=20)
    context = {
        **frame(process, "journal"),
        "form": form,
        "happenings": process.happenings.order_by("-at")[:50],
        "history": lines(process, found.rows),
        "page": found,
    }
    return render(request, "spaces/desk/journal.html", context, status=422 if form.errors else 200)


@process_team(EDIT)
@require_POST
def forget(request: HttpRequest, process: Process, happening: int) -> HttpResponse:
    row = get_object_or_404(Happening.objects.select_related("process"), pk=happening, process=process)
    actions.remove_happening(happening=row, person=request.user, at=clock.now())
    messages.success(request, _("Removed from the timeline."))
    return redirect("spaces_desk:journal", process=process.pk)
