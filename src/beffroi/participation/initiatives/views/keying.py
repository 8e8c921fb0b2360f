"""Paper sheets at the desk, and the lists of those who may sign."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.initiatives import actions, reading, rules
from beffroi.participation.initiatives.actions.paper import BY_EYE
from beffroi.participation.initiatives.forms import FindSheetForm, IdentityForm, RollForm
from beffroi.participation.initiatives.models import Initiative, Roll, Sheet, SheetLine
from beffroi.participation.initiatives.rules import KEY, TYPES
from beffroi.participation.initiatives.views.desk import frame_of, one, place, show_one

TONES = {SheetLine.ACCEPTED: "good", SheetLine.EMPTY: "", SheetLine.DOUBLE: "bell"}


@one(KEY)
@require_POST
def find(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    """By the number that is printed on the sheet."""
    form = FindSheetForm(request.POST)
    if form.is_valid():
        number = form.cleaned_data["number"]
        if initiative.sheets.filter(number=number).exists():
            return redirect(place(initiative, "sheet", number))
        form.add_error("number", _("This initiative has no sheet with this number."))
    return show_one(request, initiative, find_form=form, status=422)


@one(KEY)
def sheet(request: HttpRequest, initiative: Initiative, number: int) -> HttpResponse:
    """One line after the other: what is written is typed and checked, and the result shows at once."""
    at, found = clock.now(), _sheet(initiative, number)
    lines = list(found.lines.order_by("number"))
    keyed = {line.number for line in lines}
    free = [line for line in range(1, found.lines_count + 1) if line not in keyed]
    refusal = rules.may_key(request.user, initiative, at)
    posted = request.POST if request.method == "POST" else None
    seen = posted.get("seen", "") if posted else ""
    seen = seen if seen in BY_EYE else ""  # what the eye says needs no name
    form = IdentityForm(initiative.type, localdate(at), None if seen else posted, paper=True)
    wanted = (posted or request.GET).get("line", "")
    line = int(wanted) if wanted.isascii() and wanted.isdecimal() and len(wanted) < 5 else (free[0] if free else 0)
    if posted is not None and not refusal and (seen or form.is_valid()):
        identity = {} if seen else form.identity
        try:
            done = actions.key_line(sheet=found, number=line, person=request.user, identity=identity, seen=seen, at=at)
        except Refused as refused:
            refusal_said = str(refused.refusal)
            if form.is_bound:
                form.add_error(None, refusal_said)
            else:
                messages.error(request, refusal_said)
                return redirect(place(initiative, "sheet", number))
        else:
            say = messages.success if done.result == SheetLine.ACCEPTED else messages.warning
            say(request, _("Line %(n)d: %(result)s") % {"n": done.number, "result": done.get_result_display()})
            return redirect(place(initiative, "sheet", number))
    context = {
        **frame_of(initiative),
        "sheet": found,
        "lines": [{"line": row, "tone": TONES.get(row.result, "brick")} for row in lines],
        "form": form,
        "line": line if line in free else (free[0] if free else 0),
        "is_done": not free,
        "refusal": refusal,
        "by_eye": [(key, label) for key, label in SheetLine.RESULTS if key in BY_EYE],
        "gauge": reading.gauge_said(initiative),
        "parts": reading.parts_said(initiative),
        "counted": sum(row.result == SheetLine.ACCEPTED for row in lines),
    }
    return render(request, "initiatives/desk/sheet.html", context, status=422 if form.errors else 200)


def _sheet(initiative: Initiative, number: int) -> Sheet:
    if not initiative.type.is_paper:
        raise Http404
    found = get_object_or_404(Sheet, initiative=initiative, number=number)
    found.initiative = initiative
    return found


@one(KEY)
@require_POST
def take_back(request: HttpRequest, initiative: Initiative, number: int, line: int) -> HttpResponse:
    """A mistake in typing: the line is keyed in again."""
    row = get_object_or_404(SheetLine.objects.select_related("signature"), sheet=_sheet(initiative, number), number=line)
    row.sheet.initiative = initiative
    actions.take_back_line(line=row, person=request.user, at=clock.now())
    messages.success(request, _("Line %(n)d is free again.") % {"n": line})
    return redirect(f"{place(initiative, 'sheet', number)}?line={line}")


@team(TYPES)
def rolls(request: HttpRequest) -> HttpResponse:
    rows: list[Any] = list(Roll.objects.order_by("-imported_at", "-pk")[:100])
    used = set(Roll.objects.filter(types__isnull=False).values_list("pk", flat=True))
    return render(request, "initiatives/desk/rolls.html", {"lines": [{"roll": row, "is_used": row.pk in used} for row in rows]})


@team(TYPES)
def roll(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Import a list, or bring one up to date."""
    row = get_object_or_404(Roll, pk=pk) if pk is not None else None
    form = RollForm(request.POST or None, request.FILES or None, roll=row)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        found = actions.import_roll(
            roll=row, title=said["title"], people=said["file"], person=request.user, clear=said.get("clear", True), at=clock.now()
        )
        said_people = ngettext("The list has %(n)d person.", "The list has %(n)d people.", found.people_count)
        messages.success(request, said_people % {"n": found.people_count})
        return redirect("initiatives_team:rolls")
    return render(request, "initiatives/desk/roll.html", {"row": row, "form": form}, status=422 if form.errors else 200)


@team(TYPES)
@require_POST
def remove_roll(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.remove_roll(roll=get_object_or_404(Roll, pk=pk), person=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("The list is deleted."))
    return redirect("initiatives_team:rolls")
