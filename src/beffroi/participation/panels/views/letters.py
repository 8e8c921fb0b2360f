"""Letters: drawn from a list, printed with their code."""

import io
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel import clock, mail
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refused
from beffroi.participation.panels import actions, rules
from beffroi.participation.panels.access import EDIT
from beffroi.participation.panels.desk_forms import LettersForm
from beffroi.participation.panels.mails import own_page
from beffroi.participation.panels.models import Panel
from beffroi.participation.panels.views.desk import frame_of, panel_desk, place
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.rules import until

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

AT_ONCE = 100


@panel_desk(EDIT)
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    at, refusal = clock.now(), rules.may_prepare(request.user, panel)
    form = LettersForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and not refusal and form.is_valid():
        try:
            wave = actions.draw_letters(
                panel=panel, person=request.user, lines=form.lines, how_many=form.cleaned_data["how_many"], source=form.said_source, at=at
            )
        except Refused as refused:
            form.add_error(None, str(refused.refusal))
        else:
            messages.success(request, _("%(n)d letters are ready to be printed.") % {"n": wave.drawn_count})
            return redirect(place(panel, "letters"))
    context = {
        **frame_of(request, panel, "letters"),
        "form": form,
        "refusal": refusal,
        "waves": [{"wave": wave, "batches": batches_of(panel, wave)} for wave in panel.waves.all()],
        "is_erased": bool(panel.drawn_at or panel.purged_at),
    }
    return render(request, "panels/desk/letters.html", context, status=422 if form.errors else 200)


def batches_of(panel: Panel, wave: Any) -> list[dict[str, Any]]:
    """Letters to print at once, a hundred at most."""
    first = wave.invitations.order_by("number").values_list("number", flat=True).first() or 1
    last = first + wave.drawn_count - 1
    return [
        {"first": start, "last": min(start + AT_ONCE - 1, last), "url": place(panel, "print", start, min(start + AT_ONCE - 1, last))}
        for start in range(first, last + 1, AT_ONCE)
    ]


def code_picture(address: str) -> SafeString:
    """A QR code as SVG, drawn in black on white."""
    out = io.BytesIO()
    segno.make(address, error="m").save(out, kind="svg", scale=3, border=2, xmldecl=False, svgns=False, svgclass=None, lineclass=None)
    return SafeString(out.getvalue().decode())


@panel_desk(EDIT)
@require_safe
def printed(request: HttpRequest, panel: Panel, first: int, last: int) -> HttpResponse:
    rows = list(panel.invitations.filter(number__gte=first, number__lte=last).order_by("number")[:AT_ONCE])
    rows = [row for row in rows if row.letter]
    if not rows:
        raise Http404
    actions.note_read(panel=panel, person=request.user, what="letters")
    closes = calendar.closes_at(panel.component, "join", clock.now())
    context = {
        **frame_of(request, panel, "letters"),
        "letters": [
            {
                "number": row.number,
                "name": row.letter["name"],
                "lines": row.letter["address"].split("\n"),
                "code": row.letter["code"],
                "picture": code_picture(own_page(row.letter["code"])),
            }
            for row in rows
        ],
        "code_url": mail.site() + reverse("panels_town:code"),
        "until": until(closes) if closes else "",
        "back_url": place(panel, "letters"),
    }
    return render(request, "panels/desk/print.html", context)
