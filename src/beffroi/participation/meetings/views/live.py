"""Questions during the meeting: on the phones in the room, at home, and on the wall."""

import hashlib
import io
import re
from datetime import timedelta
from secrets import token_urlsafe
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock, limits, mail
from beffroi.kernel.access import public
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.meetings import rules
from beffroi.participation.meetings.actions import live as actions
from beffroi.participation.meetings.actions.finding import address
from beffroi.participation.meetings.forms import LiveQuestionForm
from beffroi.participation.meetings.models import LiveQuestion, LiveVote, Meeting
from beffroi.participation.meetings.views.gates import meeting_view

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

DEVICE = "meeting-device"
SHOWN, ON_WALL = 60, 6
OPEN_STATES = (LiveQuestion.CHOSEN, LiveQuestion.SHOWN)


def device(request: HttpRequest, *, make: bool = False) -> str:
    """A digest of the random word of this device; "" for one that has none yet."""
    word = request.session.get(DEVICE, "")
    if not word and make:
        word = request.session[DEVICE] = token_urlsafe(16)
    return hashlib.sha256(word.encode()).hexdigest() if word else ""


def questions(meeting: Meeting, states: tuple[str, ...] = OPEN_STATES, most: int = SHOWN) -> list[LiveQuestion]:
    """Those that the host chose come first, then those with the most votes."""
    rows = LiveQuestion.objects.filter(meeting=meeting, state__in=states).select_related("voice").order_by("-votes_count", "pk")[:most]
    return sorted(rows, key=lambda row: row.state != LiveQuestion.CHOSEN)


def _list(request: HttpRequest, meeting: Meeting) -> dict[str, Any]:
    person = request.person  # type: ignore[attr-defined]
    who = {"account": person} if person.is_authenticated else {"device": device(request)}
    rows = questions(meeting)
    votes = LiveVote.objects.filter(question__in=rows, **who) if person.is_authenticated or who["device"] else LiveVote.objects.none()
    return {
        "meeting": meeting,
        "component": meeting.component,
        "process": meeting.component.process,
        "rows": rows,
        "voted": set(votes.values_list("question_id", flat=True)),
        "answered": questions(meeting, (LiveQuestion.ANSWERED,)),
        "refusal": rules.may_ask_live(meeting),
    }


@meeting_view
@never_cache
def live(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """Ask, and vote for what others ask."""
    person, at = request.person, clock.now()  # type: ignore[attr-defined]
    _must_be_there(meeting)
    form = LiveQuestionForm(request.POST or None, is_visitor=not person.is_authenticated)
    if request.method == "POST" and form.is_valid():
        own = person.pk if person.is_authenticated else device(request, make=True)
        try:
            require(
                limits.must_be_within("meetings-ask", own, most=10, per=timedelta(minutes=10), at=at),
                limits.must_be_within("meetings-room", visitor_key(request), most=300, per=timedelta(hours=1), at=at),
            )
            said = form.cleaned_data
            row = actions.ask(meeting=meeting, person=person, name=said.get("name", ""), text=said["text"], at=at)
        except Refused as refused:
            form.add_error("text", str(refused.refusal))
        else:
            shown = row.state == LiveQuestion.SHOWN
            messages.success(
                request, _("Your question is there.") if shown else _("Thank you. The host reads your question, then shows it.")
            )
            return redirect(address(meeting, "live"))
    context = _list(request, meeting) | {"form": form, "room": room_address(meeting, short=True)}
    return render(request, "meetings/live.html", context, status=422 if form.errors else 200)


def _must_be_there(meeting: Meeting) -> None:
    if meeting.hidden_at or not meeting.published_at:
        raise Http404


@meeting_view
@never_cache
@require_safe
def live_list(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """The list alone, asked again every few seconds."""
    _must_be_there(meeting)
    return render(request, "meetings/_live_list.html", _list(request, meeting))


@meeting_view
@never_cache
@require_POST
def vote(request: HttpRequest, meeting: Meeting, question: int) -> HttpResponse:
    person, at = request.person, clock.now()  # type: ignore[attr-defined]
    row = get_object_or_404(LiveQuestion, pk=question, meeting=meeting)
    own = person.pk if person.is_authenticated else device(request, make=True)
    require(
        limits.must_be_within("meetings-vote", own, most=200, per=timedelta(hours=1), at=at),
        None if person.is_authenticated else _few_devices(request, own),
    )
    actions.vote(question=row, person=person, device="" if person.is_authenticated else own, is_for=request.POST.get("pour") != "0")
    if request.headers.get("HX-Request"):
        return render(request, "meetings/_live_list.html", _list(request, meeting))
    return redirect(f"{address(meeting, 'live')}#q-{row.pk}")


def _few_devices(request: HttpRequest, own: str) -> Refusal | None:
    """A room behind one connection votes; a script that makes up devices is stopped."""
    return limits.must_be_within("meetings-votes", visitor_key(request), most=2000, per=timedelta(hours=1), at=clock.now())


@meeting_view
@never_cache
@require_safe
def screen(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """For the wall: the short address, its QR code, and what is asked."""
    _must_be_there(meeting)
    return render(request, "meetings/screen.html", _screen(meeting) | {"room": room_address(meeting, short=True)})


@meeting_view
@never_cache
@require_safe
def screen_list(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    _must_be_there(meeting)
    return render(request, "meetings/_screen_list.html", _screen(meeting))


def _screen(meeting: Meeting) -> dict[str, Any]:
    rows = questions(meeting, most=ON_WALL)
    return {
        "meeting": meeting,
        "component": meeting.component,
        "process": meeting.component.process,
        "current": next((row for row in rows if row.state == LiveQuestion.CHOSEN), None),
        "rows": [row for row in rows if row.state != LiveQuestion.CHOSEN],
    }


def room_address(meeting: Meeting, *, short: bool = False) -> str:
    """What one types on a phone in the room."""
    whole = f"{mail.site()}/r/{meeting.room}/"
    return whole.partition("://")[2].rstrip("/") if short else whole


@meeting_view
@require_safe
def room_qr(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    _must_be_there(meeting)
    out = io.BytesIO()
    segno.make(room_address(meeting), error="m").save(out, kind="svg", scale=8, border=4, xmldecl=False, light="#fff", svgns=True)
    return HttpResponse(out.getvalue(), content_type="image/svg+xml")


@public
@never_cache
@require_safe
def room(request: HttpRequest, room: str) -> HttpResponse:
    """The short address leads to the questions."""
    found = _room(request, room)
    if found is None:
        raise Http404
    return redirect(address(found, "live"))


def _room(request: HttpRequest, word: str) -> Meeting | None:
    """The meeting of a code. That of a closed group answers to its members only."""
    rows = Meeting.objects.announced().select_related("component__process")
    found = rows.filter(room=_typed(word)).first() if _typed(word) else None
    if found is None or rules.may_see(request.person, found, clock.now()):  # type: ignore[attr-defined]
        return None
    return found


def _typed(word: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", word.replace("\0", "").upper())[:8]


@public
@never_cache
def find_room(request: HttpRequest) -> HttpResponse:
    """For those who were told a code and no address."""
    word = _typed(request.GET.get("code", "")[:40])
    found = _room(request, word)
    if found is not None:
        return redirect(address(found, "live"))
    return render(request, "meetings/room.html", {"word": word}, status=404 if word else 200)
