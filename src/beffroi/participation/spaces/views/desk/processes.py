from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.ground.media.actions import take_image
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.spaces import actions, calendar, reading
from beffroi.participation.spaces.access import preview_token, process_team, some_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.forms import ProcessForm, RecipeForm
from beffroi.participation.spaces.models import PROCESS, Process
from beffroi.participation.spaces.recipe_book import recipes
from beffroi.participation.spaces.rules import EDIT, PUBLISH, SEE_DRAFTS, has_right_in, must_have_right_in
from beffroi.participation.spaces.views.desk.conflicts import conflict
from beffroi.participation.spaces.views.public import with_phases


@some_team
def processes(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    rows = Process.objects.filter(kind=PROCESS)
    if not request.user.has_right(SEE_DRAFTS):  # type: ignore[union-attr]
        rows = rows.filter(team__account=request.user).distinct()
    found = page(rows, order=("-created_at", "-pk"), after=request.GET.get("apres", ""), size=50)
    with_phases(found.rows)
    lines = [
        {"process": row, "state": reading.STATES[calendar.state(row, at)], "how_long": reading.how_long(row, at)} for row in found.rows
    ]
    context = {"lines": lines, "page": found, "may_create": request.user.has_right("spaces:process:create")}  # type: ignore[union-attr]
    return render(request, "spaces/desk/list.html", context)


@team("spaces:process:create")
def choose(request: HttpRequest) -> HttpResponse:
    return render(request, "spaces/desk/choose.html", {"recipes": recipes().values()})


@team("spaces:process:create")
def create(request: HttpRequest, recipe: str) -> HttpResponse:
    at, found = clock.now(), recipes().get(recipe)
    if found is None:
        raise Http404
    form = RecipeForm(found, at, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        process = actions.cook(
            recipe=found,
            person=request.user,
            title=data["title"],
            question=data["question"],
            starts_at=data["starts_at"],
            ends=form.ends,
            at=at,
        )
        messages.success(request, _("The process is ready as a draft. Fill in what is missing, then publish it."))
        return redirect("spaces_desk:show", process=process.pk)
    return render(request, "spaces/desk/create.html", {"recipe": found, "form": form}, status=200 if not form.errors else 422)


@process_team(SEE_DRAFTS)
def show(request: HttpRequest, process: Process) -> HttpResponse:
    at, person = clock.now(), request.user
    address = reverse("spaces:show", args=[process.slug])
    word = preview_token(process, at) if not process.is_public else ""
    context = {
        **frame(process, "show"),
        "state": reading.STATES[calendar.state(process, at)],
        "strip": reading.strip(process, at),
        "how_long": reading.how_long(process, at),
        "parts": [{"part": part, "desk_url": part.type.desk_url(part.component)} for part in reading.parts(process, at, drafts=True)],
        "missing": actions.missing(process, at) if not process.is_public else [],
        "preview": request.build_absolute_uri(f"{address}?apercu={word}") if word else "",
        "may_edit": has_right_in(person, process, EDIT),
        "publish_refusal": must_have_right_in(person, process, PUBLISH),
        "may_create": person.has_right("spaces:process:create"),  # type: ignore[union-attr]
    }
    return render(request, "spaces/desk/show.html", context)


def frame(process: Process, current: str) -> dict[str, Any]:
    """What every page of the desk about one process shows: its name and its tabs."""
    tabs = [
        ("show", _("Overview")), ("texts", _("Texts")), ("phases", _("Phases")), ("openings", _("What is open when")),
        ("team", _("Team")), ("journal", _("Timeline and history")),
    ]  # fmt: skip
    return {
        "process": process,
        "tabs": [
            {"url": reverse(f"spaces_desk:{name}", args=[process.pk]), "label": label, "current": name == current} for name, label in tabs
        ],
    }


@process_team(EDIT)
def texts(request: HttpRequest, process: Process) -> HttpResponse:
    at = clock.now()
    form = ProcessForm(
        request.POST or None, request.FILES or None, instance=Process.objects.get(pk=process.pk), initial={"seen": process.edits}
    )
    if request.method == "POST" and form.is_valid():
        changes = form.texts
        if upload := form.cleaned_data.get("picture"):
            changes["image"] = take_image(upload=upload, alt=form.cleaned_data["picture_alt"], at=at)
        try:
            actions.edit(process=process, person=request.user, seen=form.seen_edits, changes=changes, at=at)
        except Stale as stale:
            return conflict(request, form, stale, {**frame(process, "texts"), "back": request.path})
        messages.success(request, _("Saved."))
        return redirect("spaces_desk:show", process=process.pk)
    context = {**frame(process, "texts"), "form": form, "image": process.image}
    return render(request, "spaces/desk/texts.html", context, status=422 if form.errors else 200)


DEEDS = {
    "publier": (actions.publish, gettext_lazy("It is public.")),
    "retirer": (actions.withdraw, gettext_lazy("It is a draft again.")),
    "archiver": (actions.archive, gettext_lazy("It is archived: all can be read, nothing can be added.")),
    "rouvrir": (actions.reopen, gettext_lazy("It is open again.")),
}


@process_team(SEE_DRAFTS)
@require_POST
def do(request: HttpRequest, process: Process, deed: str) -> HttpResponse:
    """Publish, take back, archive, reopen: the action checks the right."""
    if deed not in DEEDS:
        raise Http404
    action, said = DEEDS[deed]
    try:
        action(process=process, person=request.user, at=clock.now())
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, str(said))
    return redirect("spaces_desk:show", process=process.pk)


@process_team(SEE_DRAFTS)
@require_POST
def duplicate(request: HttpRequest, process: Process) -> HttpResponse:
    copy = actions.duplicate(process=process, person=request.user, at=clock.now())
    messages.success(request, _("Here is the copy, as a draft. Change its dates."))
    return redirect("spaces_desk:texts", process=copy.pk)
