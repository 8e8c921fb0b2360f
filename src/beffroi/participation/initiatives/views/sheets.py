"""Paper sheets: numbered by the committee or the town hall, printed by the browser, found again by their QR code."""

import io
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refused, require
from beffroi.participation.initiatives import actions, reading, rules
from beffroi.participation.initiatives.actions.texts import address, stored_address
from beffroi.participation.initiatives.forms import SheetsForm
from beffroi.participation.initiatives.models import Initiative, Sheet
from beffroi.participation.initiatives.views.pages import frame_of, initiative_view
from beffroi.participation.spaces.rules import has_right_in

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

MOST_AT_ONCE = 50


def code_address(request: HttpRequest, sheet: Sheet) -> str:
    """What the QR code says: the team keys the sheet in there, everybody else reads the initiative."""
    base = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    return base + reverse("initiatives_town:sheet", args=[sheet.initiative_id, sheet.number])


@initiative_view
@never_cache
def sheets(request: HttpRequest, initiative: Initiative) -> HttpResponse:
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    refusal = rules.may_print(person, initiative, at)
    if refusal and not rules.is_member(person, initiative) and not rules.is_team(person, initiative.component):
        require(refusal)
    form = SheetsForm(request.POST or None)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            made = actions.print_sheets(initiative=initiative, person=person, how_many=form.cleaned_data["how_many"], at=at)
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("The sheets are numbered. Print this page."))
            return redirect(address(initiative, "print", made[0].number, made[-1].number))
    rows = list(initiative.sheets.order_by("-number")[:200])
    context = {**frame_of(initiative), "form": form, "refusal": refusal, "sheets": rows}
    return render(request, "initiatives/sheets.html", context, status=422 if form.errors else 200)


@initiative_view
@never_cache
@require_safe
def printed(request: HttpRequest, initiative: Initiative, first: int, last: int) -> HttpResponse:
    person = request.person  # type: ignore[attr-defined]
    if not rules.is_member(person, initiative) and not has_right_in(person, initiative.component.process, rules.KEY):
        raise Http404
    rows = list(initiative.sheets.filter(number__gte=first, number__lte=last).order_by("number")[:MOST_AT_ONCE])
    if not rows:
        raise Http404
    base = settings.BASE_URL or f"{request.scheme}://{request.get_host()}"
    context = {
        **frame_of(initiative),
        "sheets": [{"sheet": row, "lines": range(1, row.lines_count + 1)} for row in rows],
        "address": base + stored_address(initiative),
        "rules": reading.rules_of(initiative.type, initiative.threshold),
        "until": rules.close_said(initiative),
    }
    return render(request, "initiatives/print.html", context)


@initiative_view
@never_cache
@require_safe
def code(request: HttpRequest, initiative: Initiative, number: int) -> HttpResponse:
    """The QR code of one sheet."""
    person = request.person  # type: ignore[attr-defined]
    if not rules.is_member(person, initiative) and not has_right_in(person, initiative.component.process, rules.KEY):
        raise Http404
    sheet = get_object_or_404(Sheet, initiative=initiative, number=number)
    out = io.BytesIO()
    segno.make(code_address(request, sheet), error="m").save(out, kind="svg", scale=4, border=4, xmldecl=False, svgns=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@public
@never_cache
@require_safe
def found(request: HttpRequest, initiative: int, number: int) -> HttpResponse:
    """Where the QR code of a sheet leads: to keying it in, or to the page where one signs online."""
    row = get_object_or_404(Initiative.objects.select_related("component__process"), pk=initiative)
    person = request.person  # type: ignore[attr-defined]
    if rules.may_see(person, row, clock.now()):
        raise Http404
    if has_right_in(person, row.component.process, rules.KEY) and row.sheets.filter(number=number).exists():
        return redirect("initiatives_desk:sheet", row.component.process_id, row.component_id, row.pk, number)
    return redirect(address(row))
