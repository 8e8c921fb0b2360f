"""The file of a rumour: where it was met, its sources, the notes of those who check."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.access import CHECK
from beffroi.outreach.rumors.forms import NoteForm, SeenForm, SourceForm
from beffroi.outreach.rumors.models import Source
from beffroi.outreach.rumors.rules import must_be_live
from beffroi.outreach.rumors.views.desk import found


@team(CHECK)
def seen(request: PersonRequest, pk: int) -> HttpResponse:
    rumor = found(pk)
    form = SeenForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        at = clock.now()
        actions.see_by_hand(rumor=rumor, person=request.user, at=at, **form.values(at))
        return redirect("rumors_desk:show", pk)
    context = {"rumor": rumor, "form": form, "title": _("Seen somewhere else"), "button": _("Keep"), "refusal": must_be_live(rumor)}
    return render(
        request, "rumors/desk/form.html", context | {"asked": False, "source": None, "words": ""}, status=422 if form.errors else 200
    )


@require_POST
@team(CHECK)
def note(request: PersonRequest, pk: int) -> HttpResponse:
    rumor = found(pk)
    form = NoteForm(request.POST)
    if form.is_valid():
        actions.write_note(rumor=rumor, person=request.user, text=form.cleaned_data["text"], at=clock.now())
        return redirect("rumors_desk:show", pk)
    context = {"rumor": rumor, "form": form, "title": _("Note for those who check"), "button": _("Keep"), "refusal": None}
    return render(request, "rumors/desk/form.html", context | {"asked": False, "source": None, "words": ""}, status=422)


@team(CHECK)
def source(request: PersonRequest, pk: int, source: int | None = None) -> HttpResponse:
    """A new one, or other words for one."""
    rumor = found(pk)
    row = get_object_or_404(Source.objects.select_related("rumor"), pk=source, rumor=rumor) if source else None
    form = SourceForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            if row:
                actions.change_source(source=row, person=request.user, values=form.values())
            else:
                actions.add_source(rumor=rumor, person=request.user, values=form.values(), at=clock.now())
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("rumors_desk:show", pk)
    title = _("Change the source") if row else _("Add a source")
    context = {
        "rumor": rumor,
        "form": form,
        "title": title,
        "button": _("Keep"),
        "refusal": must_be_live(rumor),
        "asked": False,
        "source": row,
        "words": "",
    }
    return render(request, "rumors/desk/form.html", context, status=422 if form.errors else 200)


@require_POST
@team(CHECK)
def drop(request: PersonRequest, pk: int, source: int) -> HttpResponse:
    row = get_object_or_404(Source.objects.select_related("rumor"), pk=source, rumor=pk)
    actions.drop_source(source=row, person=request.user)
    messages.success(request, _("The source is out of the file."))
    return redirect("rumors_desk:show", pk)
