"""Reading what was sent: the queue, one contribution, a story of the best."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.places.types import MapPoint
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.missions import actions, reading
from beffroi.participation.missions.access import REVIEW
from beffroi.participation.missions.desk_forms import DecisionForm
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.missions.views.desk import frame
from beffroi.participation.missions.views.doors import desk_view
from beffroi.participation.spaces.access import some_team
from beffroi.participation.spaces.rules import has_right_in


def _address(mission: Mission, name: str, *args: Any) -> str:
    return reverse(f"missions_desk:{name}", args=[mission.component.process_id, mission.component_id, mission.pk, *args])


@desk_view(REVIEW)
def queue(request: HttpRequest, mission: Mission) -> HttpResponse:
    """What waits, the oldest first; or what is in another state, the latest first."""
    known = dict(Contribution.STATES)
    state = request.GET.get("etat", "")
    state = state if state in known else Contribution.WAITING
    rows = Contribution.objects.filter(mission=mission, state=state).select_related("voice", "image")
    order = ("created_at", "pk") if state == Contribution.WAITING else ("-created_at", "-pk")
    found = page(rows, order=order, after=request.GET.get("apres", ""), size=20)
    lines = [
        reading.card(mission, row)
        | {"pk": row.pk, "review_url": _address(mission, "review", row.pk), "at": row.created_at, "by": row.voice.display_name}
        for row in found.rows
    ]
    context = frame(mission, "queue") | {
        "lines": lines,
        "page": found,
        "states": [{"url": f"{request.path}?etat={key}", "label": label, "current": key == state} for key, label in Contribution.STATES],
        "may_tell": state == Contribution.ACCEPTED and not actions.may_tell(request.user, mission),
        "stories": list(mission.stories.order_by("-at")[:20]),
        "here": request.get_full_path(),
    }
    return render(request, "missions/desk/queue.html", context)


@desk_view(REVIEW)
def review(request: HttpRequest, mission: Mission, contribution: int) -> HttpResponse:
    """One contribution whole, and what becomes of it; then the next one."""
    rows = Contribution.objects.select_related("voice", "image", "district", "decided_by")
    row = get_object_or_404(rows, pk=contribution, mission=mission)
    row.mission = mission
    form = DecisionForm(request.POST or None, initial={"state": Contribution.ACCEPTED})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.decide(contribution=row, person=request.user, state=said["state"], reason=said["reason"], at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            waiting = Contribution.objects.filter(mission=mission, state=Contribution.WAITING).order_by("created_at", "pk").first()
            if waiting is not None:
                messages.success(request, _("Done: the author is told. Here is the next one."))
                return redirect(_address(mission, "review", waiting.pk))
            messages.success(request, _("Done: the author is told. Nothing else waits."))
            return redirect(_address(mission, "queue"))
    has_point = row.longitude is not None and row.latitude is not None
    context = frame(mission, "queue") | {
        "contribution": row,
        "form": form,
        "answers": reading.answers(row, list(mission.fields.all())),
        "when": reading.when_of(row),
        "points": [MapPoint(row.longitude, row.latitude, row.place or row.title)] if has_point else [],
        "page_url": actions.address(row),
        "is_gone": row.state == Contribution.WITHDRAWN,
    }
    return render(request, "missions/desk/review.html", context, status=422 if form.errors else 200)


@desk_view(REVIEW)
@require_POST
def story(request: HttpRequest, mission: Mission) -> HttpResponse:
    """The draft of a story from what was ticked; the team goes on writing it where stories are kept."""
    ticked = [int(pk) for pk in request.POST.getlist("choisie") if pk.isdecimal() and len(pk) < 18]
    found = {row.pk: row for row in Contribution.objects.filter(pk__in=ticked, mission=mission).select_related("voice", "image")}
    chosen = [found[pk] for pk in dict.fromkeys(ticked) if pk in found]
    title = request.POST.get("title", "").replace("\0", "")
    try:
        made = actions.draft_story(mission=mission, contributions=chosen, title=title, person=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
        return redirect(f"{_address(mission, 'queue')}?etat={Contribution.ACCEPTED}")
    messages.success(request, _("The draft of the story is ready: write on. Its authors are in the credits."))
    return redirect(made.edit_url or f"{_address(mission, 'queue')}?etat={Contribution.ACCEPTED}")


@some_team
def everywhere(request: HttpRequest) -> HttpResponse:
    """Every mission where something waits to be read."""
    rows = Mission.objects.filter(waiting_count__gt=0).select_related("component__process").order_by("-waiting_count", "pk")[:200]
    lines = [
        {"title": row.title, "process": row.component.process.title, "url": _address(row, "queue"), "waiting": row.waiting_count}
        for row in rows
        if has_right_in(request.user, row.component.process, REVIEW)
    ]
    return render(request, "missions/desk/waiting.html", {"lines": lines})
