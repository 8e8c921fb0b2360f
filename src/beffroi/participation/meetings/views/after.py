"""After the meeting: minutes, figures, the recording, what was born there."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from beffroi.commons.topics.queries import links_of
from beffroi.ground.media.actions import take_video
from beffroi.ground.media.forms import CaptionsField, VideoField
from beffroi.kernel import clock
from beffroi.kernel.rules import Refused
from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings import words
from beffroi.participation.meetings.access import EDIT
from beffroi.participation.meetings.actions import meetings
from beffroi.participation.meetings.actions.finding import KIND, subject_of
from beffroi.participation.meetings.forms import MinutesForm
from beffroi.participation.meetings.models import Meeting
from beffroi.participation.meetings.views.desk import frame
from beffroi.participation.meetings.views.gates import meeting_team
from beffroi.participation.spaces.editing import Stale
from beffroi.participation.spaces.types import contributions
from beffroi.participation.spaces.views.desk.conflicts import conflict


class RecordingForm(forms.Form):
    """A recording that is kept here."""

    video = VideoField(label=gettext_lazy("Recording"), required=False)
    alt = forms.CharField(label=gettext_lazy("What the recording shows"), max_length=500, required=False)
    captions = CaptionsField()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("video") and not data.get("alt"):
            self.add_error("alt", _("Say what the recording shows, for those who cannot see it."))
        return data


@meeting_team(EDIT)
def minutes(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    form = MinutesForm(request.POST or None, instance=meeting, initial={"seen": meeting.edits})
    recording = RecordingForm(request.POST or None, request.FILES or None, prefix="recording")
    if request.method == "POST" and form.is_valid() and recording.is_valid():
        said, at = dict(form.cleaned_data), clock.now()
        seen = said.pop("seen") or 0
        try:
            made = _recording(recording, said["transcript"], at)
            meetings.write_minutes(
                meeting=meeting, person=request.user, seen=seen, values=said, is_public="publish" in request.POST, recording=made, at=at
            )
        except Stale as stale:
            return conflict(request, form, stale, {**frame(meeting, "minutes", request.user), "back": request.path})
        except ValidationError as error:
            recording.add_error("video", error)
        except Refused as refused:
            form.add_error("minutes", str(refused.refusal))
        else:
            messages.success(request, _("The minutes are public.") if "publish" in request.POST else _("Saved."))
            return redirect(request.path)
    found = request.GET.get("q", "").replace("\0", "").strip()[:100]
    context = {
        **frame(meeting, "minutes", request.user),
        "form": form,
        "recording": recording,
        "has_begun": meeting.starts_at <= clock.now(),
        "attendance": words.attendance(meeting),
        "links": links_of(subject_of(meeting)),
        "candidates": candidates(meeting, found),
        "asked": found,
    }
    return render(request, "meetings/desk/minutes.html", context, status=422 if form.errors or recording.errors else 200)


def _recording(form: RecordingForm, transcript: str, at: Any) -> Any:
    data = form.cleaned_data
    if not data.get("video"):
        return None
    return take_video(upload=data["video"], alt=data["alt"], captions=data["captions"], transcript=transcript, at=at)


def candidates(meeting: Meeting, text: str) -> list[dict[str, Any]]:
    """Proposals, decisions and the like of the same space: what may have been born in this meeting."""
    process = meeting.component.process
    found = []
    for component in process.components.exclude(published_at=None).order_by("position", "pk"):
        component.process = process
        if component.kind == KIND or component.kind not in contributions:
            continue
        found += [
            {"subject": str(one.subject), "title": one.title} for one in list(contributions[component.kind].search(component, text))[:20]
        ]
    return found[:60]


@meeting_team(EDIT)
@require_POST
def link(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    """This was born in this meeting, or was not after all."""
    known = {one["subject"] for one in candidates(meeting, "")} | {
        str(card.subject) for group in links_of(subject_of(meeting)) for card in group.cards
    }
    said = request.POST.get("subject", "")
    if said in known:
        meetings.came_of_it(meeting=meeting, person=request.user, subject=Subject.parse(said), is_so=request.POST.get("pas") != "1")
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose something of this process."))
    return redirect("meetings_desk:minutes", meeting.component.process_id, meeting.component_id, meeting.pk)
