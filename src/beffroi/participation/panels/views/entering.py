"""What people say by telephone or on paper, written down by the team."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.panels import actions, codes, rules
from beffroi.participation.panels.access import ENTER
from beffroi.participation.panels.desk_forms import FindLetterForm, WayForm
from beffroi.participation.panels.forms import JoinForm
from beffroi.participation.panels.models import Candidate, Invitation, Panel
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.views.desk import frame_of, panel_desk, place


@panel_desk(ENTER)
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Finds the letter that somebody holds in her hand."""
    form = FindLetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data["code"].strip()
        rows = Invitation.objects.filter(panel=panel)
        number = int(typed) if typed.isdecimal() and len(typed) < 9 else 0
        row = rows.filter(number=number).first() if number else rows.filter(code_key=codes.key_of(typed)).first()
        if row is None:
            form.add_error("code", _("No letter of this panel has this code or this number."))
        elif row.state == Invitation.YES:
            form.add_error("code", _("This letter was answered already: the person signed up."))
        else:
            return redirect(place(panel, "enter", row.number))
    context = {**frame_of(request, panel, "entering"), "form": form, "refusal": rules.may_enter(request.user, panel)}
    return render(request, "panels/desk/entering.html", context, status=422 if form.errors else 200)


@panel_desk(ENTER)
def one(request: HttpRequest, panel: Panel, number: int) -> HttpResponse:
    row = get_object_or_404(Invitation.objects.exclude(state=Invitation.YES), panel=panel, number=number)
    row.panel = panel
    if request.method == "POST" and "decline" in request.POST:
        actions.decline(invitation=row, at=clock.now())
        messages.success(request, _("Letter %(number)d: declined. The address is erased.") % {"number": row.number})
        return redirect(place(panel, "entering"))
    return _enter(request, panel, row)


@panel_desk(ENTER)
def without_letter(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Somebody who has no letter, where volunteers are taken."""
    return _enter(request, panel, None)


def _enter(request: HttpRequest, panel: Panel, row: Invitation | None) -> HttpResponse:
    refusal = rules.may_enter(request.user, panel)
    if row is None and not refusal:
        refusal = None if panel.takes_volunteers else rules.may_volunteer(panel, clock.now())
    way = WayForm(request.POST or None)
    form = JoinForm(features_of(panel), request.POST or None, has_letter=row is not None, for_other=True)
    if request.method == "POST" and not refusal and form.is_valid() and way.is_valid():
        try:
            made: Candidate = actions.join(
                panel=panel, given=form.given, at=clock.now(), invitation=row, agent=request.user, way=way.cleaned_data["way"]
            )
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            said = _("On the list. Number in the draw: %(number)s. Tell it to the person.") % {"number": made.pseudonym}
            messages.success(request, said)
            return redirect(place(panel, "entering"))
    errors: Any = form.errors or way.errors
    context = {**frame_of(request, panel, "entering"), "form": form, "way": way, "row": row, "refusal": refusal}
    return render(request, "panels/desk/enter.html", context, status=422 if errors else 200)
