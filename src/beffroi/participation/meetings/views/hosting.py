"""The host's page: what is asked, put through, chosen, answered, put away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.participation.meetings.access import HOST
from beffroi.participation.meetings.actions import live as actions
from beffroi.participation.meetings.models import LiveQuestion, Meeting
from beffroi.participation.meetings.views.desk import frame
from beffroi.participation.meetings.views.gates import meeting_team
from beffroi.participation.meetings.views.live import questions, room_address

MOST = 200


def _groups(meeting: Meeting) -> dict[str, Any]:
    rows = questions(meeting, tuple(state for state, _label in LiveQuestion.STATES), MOST)
    titles = {
        LiveQuestion.RECEIVED: _("To read: visitors asked them"),
        LiveQuestion.CHOSEN: pgettext("live questions", "Next"),
        LiveQuestion.SHOWN: pgettext("groups of live questions", "Shown"),
        LiveQuestion.ANSWERED: pgettext("groups of live questions", "Answered"),
        LiveQuestion.HIDDEN: pgettext("groups of live questions", "Put away"),
    }
    groups = [{"state": state, "title": title, "rows": [row for row in rows if row.state == state]} for state, title in titles.items()]
    known = [group for group in groups if group["rows"]]
    # What the host writes in must not be taken away by the list that refreshes itself: the chosen ones stand apart.
    return {
        "chosen": [group for group in known if group["state"] == LiveQuestion.CHOSEN],
        "groups": [group for group in known if group["state"] != LiveQuestion.CHOSEN],
    }


@meeting_team(HOST)
def host(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """POST opens or closes the questions."""
    if request.method == "POST":
        is_open = request.POST.get("ouvrir") == "1"
        try:
            actions.open_questions(meeting=meeting, person=request.user, is_open=is_open)
        except Refused as refused:
            messages.error(request, str(refused.refusal))
        else:
            messages.success(request, _("Questions are open.") if is_open else _("Questions are closed."))
        return redirect(request.path)
    context = {**frame(meeting, "host", request.user), **_groups(meeting), "room": room_address(meeting, short=True)}
    return render(request, "meetings/desk/host.html", context)


@meeting_team(HOST)
@require_safe
def host_list(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    return render(request, "meetings/desk/_host_list.html", {**frame(meeting, "host", request.user), **_groups(meeting)})


@meeting_team(HOST)
@require_POST
def move(request: HttpRequest, meeting: Meeting, question: int) -> HttpResponse:
    row = get_object_or_404(LiveQuestion, pk=question, meeting=meeting)
    state = request.POST.get("etat", "")
    answer = request.POST.get("reponse")
    if state not in dict(LiveQuestion.STATES):
        messages.error(request, _("Choose what becomes of the question."))
    elif answer is not None and (len(answer) > 1000 or "\0" in answer):
        messages.error(request, _("The answer is too long: 1,000 characters at most."))
    else:
        actions.move(question=row, person=request.user, state=state, answer=answer, at=clock.now())
    return redirect("meetings_desk:host", meeting.component.process_id, meeting.component_id, meeting.pk)
