"""Registering, the ticket, giving the place back."""

import io
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people import guests
from beffroi.kernel import clock, limits, mail
from beffroi.kernel.later import Later
from beffroi.kernel.rules import require
from beffroi.participation.meetings import rules, services, words
from beffroi.participation.meetings.actions import places
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.models import Meeting, Registration
from beffroi.participation.meetings.register_form import RegisterForm
from beffroi.participation.meetings.views.gates import meeting_view

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

HOUR, PER_HOUR = timedelta(hours=1), 30


def door_address(code: str) -> str:
    """What the QR code of a ticket holds: the page by which the team receives its holder."""
    return f"{mail.site()}/bureau/reunions/billet/{code}/"


@meeting_view
@never_cache
def register(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """A place, or a place in the queue. A visitor writes first, and confirms by a code sent to her address."""
    at, person = clock.now(), request.person  # type: ignore[attr-defined]
    if person.is_authenticated:
        own = Registration.objects.filter(meeting=meeting, account=person).exclude(state=Registration.CANCELLED).first()
        if own is not None:
            return redirect(address(meeting, "ticket", own.key))
    refusal = rules.may_register(meeting, at)
    initial = {"name": person.voice.display_name} if person.is_authenticated else {}
    form = RegisterForm(request.POST or None, meeting=meeting, initial=initial)
    if request.method == "POST" and not refusal and form.is_valid():
        if not person.is_authenticated:
            return guests.act(request, "meetings:register", {"meeting": meeting.pk} | form.data_kept)  # type: ignore[arg-type]
        require(limits.must_be_within("meetings-register", person.pk, most=PER_HOUR, per=HOUR, at=at))
        row = places.register(meeting=meeting, person=person, at=at, **form.data_kept)
        if row.state == Registration.TAKEN:
            messages.success(request, _("Your place is kept. Your ticket is here, and on its way by e-mail."))
        else:
            messages.success(request, _("You are on the waiting list. We write to you as soon as a place is free."))
        return redirect(address(meeting, "ticket", row.key))
    context = {
        "meeting": meeting,
        "component": meeting.component,
        "process": meeting.component.process,
        "form": form,
        "refusal": refusal,
        "when": f"{words.day(meeting)}, {words.hours(meeting)}",
        "where": words.where(meeting),
        "places_said": words.places_said(meeting),
        "is_full": meeting.has_room and meeting.free_places == 0,
    }
    status = 403 if refusal and request.method == "POST" else 422 if form.errors else 200
    return render(request, "meetings/register.html", context, status=status)


def _registration(meeting: Meeting, key: str) -> Registration:
    """The key of the ticket is the proof: whoever has it may see it and give the place back."""
    row = get_object_or_404(Registration, meeting=meeting, key=key)
    row.meeting = meeting
    return row


@meeting_view
@never_cache
@require_safe
def ticket(request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
    at, row = clock.now(), _registration(meeting, key)
    ahead = 0
    if row.state == Registration.WAITING:
        ahead = Registration.objects.filter(meeting=meeting, state=Registration.WAITING, pk__lt=row.pk).count()
    context = {
        "meeting": meeting,
        "component": meeting.component,
        "process": meeting.component.process,
        "row": row,
        "rank": ahead + 1,
        "when": f"{words.day(meeting)}, {words.hours(meeting)}",
        "where": words.where(meeting),
        "services": [] if row.is_online else services.said(meeting.services),
        "with_qr": row.state == Registration.TAKEN and meeting.has_room and not row.is_online and not meeting.is_cancelled,
        "online_url": meeting.online_url if meeting.has_line and row.state == Registration.TAKEN and not meeting.is_cancelled else "",
        "cancel_refusal": rules.may_cancel_place(row, at),
        "is_over": meeting.is_over(at),
    }
    response = render(request, "meetings/ticket.html", context)
    response["Referrer-Policy"] = "same-origin"
    return response


@meeting_view
@never_cache
@require_safe
def ticket_qr(request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
    row, out = _registration(meeting, key), io.BytesIO()
    segno.make(door_address(row.code), error="m").save(out, kind="png", scale=8, border=4)
    response = HttpResponse(out.getvalue(), content_type="image/png")
    response["Referrer-Policy"] = "same-origin"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"  # mail programs on the web show it
    return response


@meeting_view
@never_cache
@require_POST
def cancel(request: HttpRequest, meeting: Meeting, key: str) -> HttpResponse:
    row = places.give_back(registration=_registration(meeting, key), at=clock.now())
    messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
    return redirect(address(meeting, "ticket", row.key))
