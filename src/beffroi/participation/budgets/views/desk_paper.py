"""Paper ballots: printed with a code, entered twice by two agents who do not see each other's figures."""

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.kernel.later import Later
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.budgets import actions, balloting, polling, states
from beffroi.participation.budgets.access import PAPER
from beffroi.participation.budgets.balloting import Part
from beffroi.participation.budgets.desk_forms import SheetsForm
from beffroi.participation.budgets.models import Budget, Sheet
from beffroi.participation.budgets.rules import may_enter
from beffroi.participation.budgets.views.desk import frame
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.models import Component

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

SIZE = 50
MOST_PRINTED = 200


def _parts(budget: Budget, district: int | None) -> list[Part]:
    return [part for part in polling.parts_of(budget) if part.lines and part.district_id in (None, district)]


@component_team("budget", PAPER)
def sheets(request: HttpRequest, component: Component) -> HttpResponse:
    """Every sheet and where it stands; print more; find one by its code."""
    context = frame(request, component, "poll")
    budget: Budget = context["budget"]
    wanted = [part.district_id for part in polling.parts_of(budget) if part.district_id]
    form = SheetsForm(wanted, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = actions.print_sheets(component=component, person=request.user, how_many=data["how_many"], district=data.get("district"))
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            first = min(one.pk for one in made)
            address = reverse("budgets_desk:print", args=[component.process_id, component.pk])
            return redirect(f"{address}?de={first}&n={len(made)}")
    code = request.GET.get("code", "").replace("\0", "").strip().upper()[:12]
    if code and (found := budget.sheets.filter(code=code).first()):
        return redirect(reverse("budgets_desk:sheet", args=[component.process_id, component.pk, found.code]))
    rows = page(budget.sheets.select_related("district"), order=("state", "pk"), after=request.GET.get("apres", ""), size=SIZE)
    context |= {"form": form, "page": rows, "code": code, "unknown": bool(code)}
    return render(request, "budgets/desk/sheets.html", context, status=422 if form.errors else 200)


@component_team("budget", PAPER)
def printed(request: HttpRequest, component: Component) -> HttpResponse:
    """The sheets, ready for the printer: one page each, with its code and its QR."""
    budget = actions.budget_of(component)
    first, many = (request.GET.get(name, "") for name in ("de", "n"))
    if not (first.isascii() and first.isdecimal() and len(first) < 15 and many.isascii() and many.isdecimal() and len(many) < 4):
        return redirect(reverse("budgets_desk:sheets", args=[component.process_id, component.pk]))
    rows = list(
        budget.sheets.filter(pk__gte=int(first), state=Sheet.PRINTED)
        .select_related("district")
        .order_by("pk")[: min(int(many), MOST_PRINTED)]
    )
    kept: dict[int | None, list[Part]] = {}
    lines = []
    for row in rows:
        parts = kept.setdefault(row.district_id, _parts(budget, row.district_id))
        address = request.build_absolute_uri(reverse("budgets_desk:sheet", args=[component.process_id, component.pk, row.code]))
        lines.append({"sheet": row, "parts": parts, "qr": _qr(address)})
    context = {
        "component": component, "process": component.process, "lines": lines, "rules": polling.rules_of(budget), "budget": budget,
        "ballot_said": states.EXPLAINED_BALLOTS[budget.ballot],
    }  # fmt: skip
    return render(request, "budgets/desk/print.html", context)


def _qr(address: str) -> SafeString:
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=3, border=2, xmldecl=False, svgns=True)
    return SafeString(out.getvalue().decode())


@component_team("budget", PAPER)
def sheet(request: HttpRequest, component: Component, code: str) -> HttpResponse:
    """Enter one sheet. What the other agent wrote is not shown."""
    context = frame(request, component, "poll")
    budget: Budget = context["budget"]
    found = get_object_or_404(Sheet.objects.select_related("district"), budget=budget, code=code)
    found.budget = budget
    budget.component = component
    refusal = may_enter(request.user, found)
    rules, parts = polling.rules_of(budget), _parts(budget, found.district_id)
    is_post = request.method == "POST"
    chosen = [balloting.read(rules, part, request.POST) if is_post else balloting.Chosen(part) for part in parts]
    problems = [problem for one in chosen for problem in one.problems]
    if is_post and not refusal and not problems:
        try:
            saved = actions.enter_sheet(sheet=found, person=request.user, chosen=chosen)
        except Refused as refused:
            problems = [str(refused.refusal)]
        else:
            said = {
                Sheet.ONCE: _("Entered once. Another agent enters it the second time."),
                Sheet.AGREED: _("Entered twice alike: it counts."),
                Sheet.DIFFERENT: _("The two entries differ. Take the sheet again, both of you, and enter it anew."),
            }
            messages.success(request, said[saved.state])
            return redirect(reverse("budgets_desk:sheets", args=[component.process_id, component.pk]))
    shown: list[dict[str, Any]] = [
        {
            "part": one.part,
            "lines": [
                {"line": line, "mark": one.marks.get(line.number, ""), "is_chosen": line.number in one.marks} for line in one.part.lines
            ],
        }
        for one in chosen
    ]
    context |= {"sheet": found, "refusal": refusal, "parts": shown, "rules": rules, "problems": problems}
    return render(request, "budgets/desk/sheet.html", context, status=422 if problems else 200)


@component_team("budget", PAPER)
@require_POST
def void(request: HttpRequest, component: Component, code: str) -> HttpResponse:
    found = get_object_or_404(Sheet, budget__component=component, code=code)
    try:
        actions.void_sheet(sheet=found, person=request.user)
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    else:
        messages.success(request, _("This sheet is void."))
    return redirect(reverse("budgets_desk:sheets", args=[component.process_id, component.pk]))
