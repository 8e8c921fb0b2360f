"""The team's pages of meetings: the list, the form, what becomes of a meeting, a series."""

from calendar import monthrange
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import get_current_timezone, localtime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.kernel import clock
from beffroi.kernel.access import team
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.participation.meetings import words
from beffroi.participation.meetings.access import DOOR, EDIT, HOST
from beffroi.participation.meetings.actions import meetings
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.forms import AskFormSet, MeetingForm, ReasonForm, RepeatForm, asks_initial
from beffroi.participation.meetings.listing import LARGE
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.meetings.views.gates import meeting_team
from beffroi.participation.spaces.access import component_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in
from beffroi.participation.spaces.views.desk.conflicts import conflict


def frame(meeting: Meeting, current: str, person: Any) -> dict[str, Any]:
    """What every desk page of one meeting shows."""
    numbers = [meeting.component.process_id, meeting.component_id, meeting.pk]
    labels = {
        "edit": _("The meeting"),
        "asks": _("Registration form"),
        "registrations": pgettext("meetings", "Registered people"),
        "door": _("At the door"),
        "host": _("Live questions"),
        "minutes": pgettext("meetings", "Minutes"),
    }
    if meeting.registration != Meeting.HERE:
        labels.pop("asks")
    if not meeting.published_at:
        for name in ("registrations", "door", "host", "minutes"):
            labels.pop(name)
    for right, names in ((EDIT, ("edit", "asks", "minutes")), (DOOR, ("registrations", "door")), (HOST, ("host",))):
        if must_have_right_in(person, meeting.component.process, right):
            labels = {name: label for name, label in labels.items() if name not in names}
    state, tone = words.state(meeting, clock.now())
    return {
        "meeting": meeting,
        "component": meeting.component,
        "process": meeting.component.process,
        "desk_url": reverse("meetings_desk:desk", args=numbers[:2]),
        "public_url": address(meeting),
        "state": state,
        "tone": tone,
        "when": f"{words.day(meeting)}, {words.hours(meeting)}",
        "tabs": [
            {"url": reverse(f"meetings_desk:{name}", args=numbers), "label": label, "current": name == current}
            for name, label in labels.items()
        ],
    }


def lines(rows: list[Meeting], at: datetime) -> list[dict[str, Any]]:
    found = []
    for row in rows:
        state, tone = words.state(row, at)
        found.append(
            {
                "row": row, "state": state or pgettext("meetings", "To come"), "tone": tone, "when": f"{words.day(row)}, {words.hours(row)}",
                "url": reverse("meetings_desk:edit", args=[row.component.process_id, row.component_id, row.pk]),
                "door_url": reverse("meetings_desk:door", args=[row.component.process_id, row.component_id, row.pk])
                if row.published_at and not row.is_cancelled else "",
                "minutes_url": reverse("meetings_desk:minutes", args=[row.component.process_id, row.component_id, row.pk])
                if row.published_at and row.is_over(at) and not row.minutes_at and not row.is_cancelled else "",
            }
        )  # fmt: skip
    return found


@component_team("meeting", EDIT)
def table(request: HttpRequest, component: Component) -> HttpResponse:
    at = clock.now()
    rows = Meeting.objects.filter(component=component).defer(*LARGE)
    found = page(rows, order=("-starts_at", "-pk"), after=request.GET.get("apres", ""), size=40)
    for row in found.rows:
        row.component = component
    context = {"component": component, "process": component.process, "lines": lines(found.rows, at), "page": found}
    return render(request, "meetings/desk/table.html", context)


@team(EDIT)
def everywhere(request: HttpRequest) -> HttpResponse:
    """What waits for the team, then what comes, in every process."""
    at = clock.now()
    rows = Meeting.objects.defer(*LARGE).select_related("component__process")
    waiting = list(rows.filter(state=Meeting.PROPOSED).order_by("starts_at")[:50])
    untold = list(rows.filter(state=Meeting.PUBLIC, ends_at__lte=at, minutes_at=None).order_by("-starts_at")[:30])
    coming = list(rows.filter(ends_at__gt=at).exclude(Q(state=Meeting.PROPOSED) | Q(state=Meeting.REFUSED)).order_by("starts_at")[:50])
    groups = [
        {"title": _("Proposed by citizens"), "lines": lines(waiting, at)},
        {"title": pgettext("meetings", "To come"), "lines": lines(coming, at)},
        {"title": _("Over, without minutes"), "lines": lines(untold, at)},
    ]
    return render(request, "meetings/desk/everywhere.html", {"groups": groups, "is_empty": not (waiting or untold or coming)})


@component_team("meeting", EDIT)
def add(request: HttpRequest, component: Component) -> HttpResponse:
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = meetings.draft(component=component, person=request.user, values=form.values, at=clock.now())
        messages.success(request, _("Kept as a draft. Read it again, then announce it."))
        return redirect("meetings_desk:edit", component.process_id, component.pk, made.pk)
    context = {
        "component": component,
        "process": component.process,
        "desk_url": reverse("meetings_desk:desk", args=[component.process_id, component.pk]),
        "form": form,
    }
    return render(request, "meetings/desk/add.html", context, status=422 if form.errors else 200)


@meeting_team(EDIT)
def edit(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MeetingForm(request.POST or None, instance=meeting, initial={"seen": meeting.edits})
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"] or 0
        try:
            meetings.edit(meeting=meeting, person=request.user, seen=seen, values=form.values, at=clock.now())
        except Stale as stale:
            return conflict(request, form, stale, {**frame(meeting, "edit", request.user), "back": request.path})
        except Refused as refused:
            form.add_error("capacity", str(refused.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(request.path)
    return _edit_page(request, meeting, form, ReasonForm(), 422 if form.errors else 200)


def _edit_page(request: HttpRequest, meeting: Meeting, form: forms.ModelForm, reason: ReasonForm, status: int) -> HttpResponse:
    context = {
        **frame(meeting, "edit", request.user),
        "form": form,
        "reason": reason,
        "may_cancel": meeting.state == Meeting.PUBLIC and not meeting.is_over(clock.now()),
    }
    return render(request, "meetings/desk/edit.html", context, status=status)


@meeting_team(EDIT)
def asks(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The questions of the registration form."""
    formset = AskFormSet(request.POST or None, initial=asks_initial(meeting.asks), prefix="asks")
    is_sent = request.method == "POST"
    if is_sent and formset.is_valid():
        meetings.edit(meeting=meeting, person=request.user, seen=meeting.edits, values={"asks": formset.values}, at=clock.now())  # type: ignore[attr-defined]
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(
        request, "meetings/desk/asks.html", {**frame(meeting, "asks", request.user), "formset": formset}, status=422 if is_sent else 200
    )


@meeting_team(EDIT)
def do(request: HttpRequest, meeting: Meeting, deed: str) -> HttpResponse:
    """Announce, not keep, cancel, throw away."""
    if request.method != "POST" or deed not in ("annoncer", "refuser", "annuler", "jeter"):
        raise Http404
    at, numbers = clock.now(), [meeting.component.process_id, meeting.component_id]
    reason = ReasonForm(request.POST)
    try:
        if deed == "annoncer":
            meetings.publish(meeting=meeting, person=request.user, at=at)
            messages.success(request, _("The meeting is announced."))
        elif deed == "jeter":
            meetings.discard(meeting=meeting, person=request.user)
            messages.success(request, _("The draft is gone."))
            return redirect("meetings_desk:desk", *numbers)
        elif not reason.is_valid():
            return _edit_page(request, meeting, MeetingForm(instance=meeting, initial={"seen": meeting.edits}), reason, 422)
        elif deed == "annuler":
            meetings.cancel(meeting=meeting, person=request.user, why=reason.cleaned_data["why"], at=at)
            messages.success(request, _("The meeting is cancelled. Everybody who registered is told."))
        else:
            meetings.refuse(meeting=meeting, person=request.user, why=reason.cleaned_data["why"], at=at)
            messages.success(request, _("Answered. The person who proposed it is told why."))
    except Refused as refused:
        messages.error(request, str(refused.refusal))
    return redirect("meetings_desk:edit", *numbers, meeting.pk)


@meeting_team(EDIT)
def repeat(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The same meeting at other hours, as drafts."""
    form = RepeatForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        starts = starts_after(meeting.starts_at, form.cleaned_data["rhythm"], form.cleaned_data["times"])
        made = meetings.repeat(meeting=meeting, person=request.user, starts=starts, at=clock.now())
        messages.success(request, _("%(n)d drafts were made. Change what differs, then announce each.") % {"n": len(made)})
        return redirect("meetings_desk:desk", meeting.component.process_id, meeting.component_id)
    return render(
        request, "meetings/desk/repeat.html", {**frame(meeting, "edit", request.user), "form": form}, status=422 if form.errors else 200
    )


def starts_after(first: datetime, rhythm: str, times: int) -> list[datetime]:
    """The next hours, the same on the clock of the town whatever the season; "second Tuesday" stays so, or the last if there is none."""
    local = localtime(first)
    if rhythm != RepeatForm.MONTHLY:
        days = 7 if rhythm == RepeatForm.WEEKLY else 14
        return [_at_hour(local.date() + timedelta(days=days * number), local) for number in range(1, times + 1)]
    rank, found = (local.day - 1) // 7, []
    for number in range(1, times + 1):
        month = local.month - 1 + number
        year, month = local.year + month // 12, month % 12 + 1
        weekday, length = monthrange(year, month)
        day = 1 + (local.weekday() - weekday) % 7 + 7 * rank
        found.append(_at_hour(datetime(year, month, day if day <= length else day - 7).date(), local))  # noqa: DTZ001  a date alone
    return found


def _at_hour(day: Any, local: datetime) -> datetime:
    return datetime.combine(day, local.time(), tzinfo=get_current_timezone())
