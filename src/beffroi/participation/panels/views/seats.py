"""The members: who was drawn, who accepts, who takes an empty place."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people import readings
from beffroi.kernel import clock, mail
from beffroi.kernel.rules import Refused, require
from beffroi.kernel.tables import csv_lines
from beffroi.participation.panels import actions, rules, states
from beffroi.participation.panels.access import CONTACT
from beffroi.participation.panels.forms import NEEDS
from beffroi.participation.panels.mails import own_page
from beffroi.participation.panels.models import Panel, Seat, said_of
from beffroi.participation.panels.pool import features_of
from beffroi.participation.panels.views.desk import frame_of, panel_desk, place
from beffroi.participation.panels.views.letters import code_picture

DEEDS = {"accepter": Seat.ACCEPTED, "refuser": Seat.DECLINED, "silence": Seat.SILENT, "depart": Seat.LEFT}


def lines_of(panel: Panel, at: Any) -> list[dict[str, Any]]:
    """Each place, with whoever was asked for it."""
    features, needs = features_of(panel), dict(NEEDS)
    rows = list(panel.seats.select_related("candidate__invitation"))
    replaced = {row.replaces_id for row in rows}
    found = []
    for row in rows:
        person = row.candidate
        is_here = row.state in Seat.HERE
        address = person.contact.get("address") or (person.invitation.letter.get("address", "") if person.invitation else "")
        found.append(
            {
                "seat": row,
                "contact": person.contact if is_here else {},
                "address": address if is_here else "",
                "answers": said_of(person.answers, features) if is_here else [],
                "needs": [str(needs[kind]) for kind in person.needs.get("kinds", []) if kind in needs] if is_here else [],
                "words": person.needs.get("words", "") if is_here else "",
                "is_late": row.is_late(at),
                "is_empty": not is_here and row.pk not in replaced,
                "is_asked": row.state == Seat.ASKED,
                "is_here": is_here,
            }
        )
    return found


def note(request: HttpRequest, panel: Panel, what: str) -> None:
    actions.note_read(panel=panel, person=request.user, what=what)
    at, known = clock.now(), [row.candidate.account for row in panel.seats.select_related("candidate__account")]
    accounts = [account for account in known if account is not None]
    if accounts:
        readings.note(
            reader=request.user, what="export" if what == "export" else "person", at=at, accounts=accounts, detail=f"panel {panel.pk}"
        )  # type: ignore[arg-type]


@panel_desk(CONTACT)
@require_safe
def show(request: HttpRequest, panel: Panel) -> HttpResponse:
    if not panel.drawn_at:
        raise Http404
    if not panel.purged_at:
        note(request, panel, "members")
    lines = lines_of(panel, clock.now())
    context = {
        **frame_of(request, panel, "seats"),
        "lines": lines,
        "accepted": sum(line["seat"].state == Seat.ACCEPTED for line in lines),
        "has_letters": any(line["is_asked"] and not line["contact"].get("email") for line in lines),
        "is_running": panel.state == states.DRAWN,
    }
    return render(request, "panels/desk/seats.html", context)


@panel_desk(CONTACT)
@require_POST
def do(request: HttpRequest, panel: Panel, pk: int, deed: str) -> HttpResponse:
    seat = get_object_or_404(Seat.objects.select_related("candidate"), panel=panel, pk=pk)
    seat.panel = panel
    try:
        if deed == "remplacer":
            made = actions.fill(seat=seat, person=request.user, at=clock.now())
            said = _("Place %(n)d: somebody with the same answers was drawn.") if made.same_kind else _(
                "Place %(n)d: nobody had the same answers; somebody who keeps the quotas was drawn."
            )  # fmt: skip
            messages.success(request, said % {"n": made.number})
        elif deed in DEEDS:
            actions.move_seat(seat=seat, person=request.user, state=DEEDS[deed], at=clock.now())
            messages.success(request, _("Place %(n)d: noted.") % {"n": seat.number})
        else:
            raise Http404
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    return redirect(f"{place(panel, 'seats')}#place-{seat.number}")


@panel_desk(CONTACT)
@require_safe
def printed(request: HttpRequest, panel: Panel) -> HttpResponse:
    """Letters to those who were drawn and have no e-mail address."""
    require(rules.may_contact(request.user, panel))
    lines = [line for line in lines_of(panel, clock.now()) if line["is_asked"] and not line["contact"].get("email")]
    if not lines:
        raise Http404
    note(request, panel, "letters")
    letters = [
        {
            "name": line["contact"].get("name", ""),
            "lines": line["address"].split("\n"),
            "code": line["contact"].get("code", ""),
            "until": line["seat"].answer_by,
            "number": line["seat"].number,
            "picture": code_picture(own_page(line["contact"].get("code", ""))),
        }
        for line in lines
    ]
    context = {
        **frame_of(request, panel, "seats"),
        "letters": letters,
        "back_url": place(panel, "seats"),
        "code_url": mail.site() + reverse("panels_town:code"),
    }
    return render(request, "panels/desk/seat_letters.html", context)


@panel_desk(CONTACT)
@require_safe
def export(request: HttpRequest, panel: Panel) -> HttpResponse:
    """The members as a spreadsheet: how to reach them and what they need."""
    require(rules.may_contact(request.user, panel))
    note(request, panel, "export")
    titles = [
        pgettext("column of members", "place"), pgettext("column of members", "state"), pgettext("column of members", "name"),
        pgettext("column of members", "e-mail"), pgettext("column of members", "telephone"), pgettext("column of members", "address"),
        pgettext("column of members", "needs"),
    ]  # fmt: skip
    rows = []
    for line in lines_of(panel, clock.now()):
        contact, seat = line["contact"], line["seat"]
        said = [contact.get("name", ""), contact.get("email", ""), contact.get("phone", ""), line["address"].replace("\n", ", ")]
        if line["is_here"]:
            rows.append([seat.number, seat.get_state_display(), *said, "; ".join(filter(None, [*line["needs"], line["words"]]))])
    response = HttpResponse("".join(csv_lines(titles, rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="membres-{panel.component_id}.csv"'
    return response
