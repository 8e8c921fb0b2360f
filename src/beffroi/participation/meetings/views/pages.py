"""What everybody reads: the meetings of a part, of the town, and the page of one."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.rules import Known
from beffroi.commons.supports import mine
from beffroi.commons.topics.queries import links_of
from beffroi.ground.places.types import MapPoint
from beffroi.ground.town.models import Town
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed
from beffroi.participation.meetings import listing, rules, services, words
from beffroi.participation.meetings.actions.finding import subject_of
from beffroi.participation.meetings.models import LiveQuestion, Meeting, Registration
from beffroi.participation.meetings.structured import event
from beffroi.participation.meetings.views.gates import meeting_view
from beffroi.participation.spaces.access import component_view
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import day_and_time

PAST = "passees"


def _context(request: HttpRequest, component: Component | None) -> dict[str, Any]:
    at, past = clock.now(), request.GET.get("quand", "") == PAST
    found = listing.listed(component, past=past, after=request.GET.get("apres", ""), at=at)
    tabs = [("", _("To come")), (PAST, pgettext("list of meetings", "Over"))]
    return {
        "component": component,
        "process": component.process if component else None,
        "cards": listing.cards(found.rows, at),
        "page": found,
        "is_past": past,
        "tabs": [{"url": f"?quand={key}" if key else "?", "label": label, "current": bool(key) == past} for key, label in tabs],
    }


@component_view("meeting")
@require_safe
def show(request: HttpRequest, component: Component) -> HttpResponse:
    numbers = [component.process.slug, component.pk]
    context = _context(request, component) | {
        "title": component.title,
        "intro": component.intro,
        "calendar_url": reverse("meetings:calendar", args=numbers),
        "propose_url": "" if rules.may_propose(component, clock.now()) else reverse("meetings:propose", args=numbers),
    }
    return render(request, "meetings/list.html", context)


@public
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    """Every public meeting, whatever process or group holds it."""
    context = _context(request, None) | {
        "title": pgettext("nav", "Meetings"),
        "intro": _("Public meetings of the commune and of its groups: come, ask, read what was said."),
        "calendar_url": reverse("meetings_town:calendar"),
        "propose_url": "",
    }
    return render(request, "meetings/list.html", context)


@meeting_view
@require_safe
def detail(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    at, person, component = clock.now(), request.person, meeting.component  # type: ignore[attr-defined]
    subject = subject_of(meeting)
    context: dict[str, Any] = {"meeting": meeting, "component": component, "process": component.process, "subject": subject}
    if meeting.hidden_at:
        return render(request, "meetings/hidden.html", context, status=410)
    mine.expect(person, follows=[subject])
    known = Known(rules.may_comment(person, meeting, at), rules.may_comment(person, meeting, at), not rules.may_speak(person, meeting, at))
    state, tone = words.state(meeting, at)
    context |= {
        "state": state,
        "tone": tone,
        "day": words.day(meeting),
        "hours": words.hours(meeting),
        "where": words.where(meeting),
        "services": services.said(meeting.services),
        "agenda": words.agenda_lines(meeting),
        "text": SafeString(meeting.html),  # cleaned when it was written, as the minutes
        "minutes": SafeString(meeting.minutes_html) if meeting.minutes_at else "",
        "attendance": words.attendance(meeting) if meeting.is_over(at) else [],
        "is_over": meeting.is_over(at),
        "is_announced": meeting.published_at is not None,
        "points": [MapPoint(meeting.longitude, meeting.latitude, meeting.place or meeting.title)] if has_point(meeting) else [],
        "links": links_of(subject) if meeting.is_linked else [],  # type: ignore[attr-defined]
        "series": _series(meeting, at),
        "may_edit": not rules.may_edit(person, meeting),
        "may_host": not rules.may_host(person, meeting),
        "follow_refusal": rules.may_follow(person, meeting, at),
        "talk": pages.conversation(request, subject, known=known, closed=not component.process.is_public),  # type: ignore[arg-type]
        "structured": event(meeting, request.build_absolute_uri(request.path), Town.current().name),
    } | _register(meeting, person, at)
    return render(request, "meetings/detail.html", context)


def has_point(meeting: Meeting) -> bool:
    return meeting.has_room and meeting.longitude is not None and meeting.latitude is not None


def _register(meeting: Meeting, person: Any, at: datetime) -> dict[str, Any]:
    """How one comes: the place that one has, or the button, or why there is none."""
    own = None
    if person.is_authenticated and meeting.registration == Meeting.HERE:
        own = Registration.objects.filter(meeting=meeting, account=person).exclude(state=Registration.CANCELLED).first()
    online = meeting.online_url if meeting.has_line and not meeting.is_over(at) and not meeting.is_cancelled else ""
    if online and meeting.online_for_registered and own is None:
        online = ""
    return {
        "own": own,
        "online_url": online,
        "online_later": bool(meeting.online_url) and meeting.online_for_registered and own is None and not meeting.is_over(at),
        "register_refusal": rules.may_register(meeting, at),
        "with_registration": meeting.registration == Meeting.HERE,
        "elsewhere": meeting.registration == Meeting.ELSEWHERE and not meeting.is_over(at) and not meeting.is_cancelled,
        "places_said": words.places_said(meeting),
        "closes_said": day_and_time(meeting.registration_until) if meeting.registration_until else "",
        "coming": until_changed(f"meetings:coming:{meeting.pk}", lambda: _coming(meeting)),
        "answered": until_changed(f"meetings:answered:{meeting.pk}", lambda: _answered(meeting)),
    }


def _coming(meeting: Meeting) -> list[str]:
    """Names of those who agreed to be named."""
    if meeting.registration != Meeting.HERE:
        return []
    rows = Registration.objects.filter(meeting=meeting, state=Registration.TAKEN, is_shown=True).exclude(name="")
    return list(rows.order_by("pk").values_list("name", flat=True)[:100])


def _answered(meeting: Meeting) -> list[dict[str, Any]]:
    """Questions of the room that were answered, with what was said."""
    rows = LiveQuestion.objects.filter(meeting=meeting, state=LiveQuestion.ANSWERED).order_by("answered_at", "pk")[:100]
    return list(rows.values("text", "answer", "votes_count"))


def _series(meeting: Meeting, at: datetime) -> list[dict[str, Any]]:
    """The other meetings of the same series."""
    if not meeting.series:
        return []
    rows = (
        Meeting.objects.announced()
        .filter(component=meeting.component_id, series=meeting.series, ends_at__gt=at)
        .exclude(pk=meeting.pk)
        .defer(*listing.LARGE)
    )
    found = []
    for row in rows.order_by("starts_at")[:10]:
        found.append({"title": f"{words.day(row)}, {words.hours(row)}", "pk": row.pk})
    return found
