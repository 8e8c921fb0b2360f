"""What people ask of the services."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from beffroi.ground.media.files import answer as file_answer
from beffroi.ground.people import readings
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.outreach.pages import actions
from beffroi.outreach.pages.access import ANSWER
from beffroi.outreach.pages.forms import AnswerForm
from beffroi.outreach.pages.models import Attachment, ServiceRequest


@team(ANSWER)
def index(request: HttpRequest) -> HttpResponse:
    """Those that wait first, the oldest on top; the others one tab further."""
    is_answered = request.GET.get("state") == ServiceRequest.ANSWERED
    found = ServiceRequest.objects.filter(state=ServiceRequest.ANSWERED if is_answered else ServiceRequest.RECEIVED)
    order = ("-created_at", "-pk") if is_answered else ("created_at", "pk")
    rows = page(found.defer("text", "answer"), order=order, after=request.GET.get("after", ""), size=40)
    tabs = [
        {"label": _("To answer"), "url": "?", "current": not is_answered},
        {"label": pgettext("request", "Answered"), "url": "?state=answered", "current": is_answered},
    ]
    return render(request, "pages/desk/requests.html", {"page": rows, "tabs": tabs, "is_answered": is_answered})


@team(ANSWER)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: read it, answer it. Who read it is written down."""
    row = get_object_or_404(ServiceRequest.objects.select_related("page", "answered_by__voice"), pk=pk)
    form = AnswerForm(request.POST or None)
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(asked=row, person=request.user, text=form.cleaned_data["text"], at=clock.now())
        except Refused as error:
            refusal = error.refusal
        else:
            messages.success(request, _("The answer is on its way."))
            return redirect("pages_desk:requests")
    if request.method == "GET":
        readings.note(reader=request.user, what="message", at=clock.now(), detail=f"request {row.reference}")
    context = {"row": row, "form": form, "refusal": refusal, "files": list(row.attachments.order_by("pk"))}
    return render(request, "pages/desk/request.html", context)


@team(ANSWER)
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
    """A file that came with a request: downloaded, never opened on this site."""
    found = get_object_or_404(Attachment.objects.select_related("request"), pk=file, request_id=pk)
    readings.note(reader=request.user, what="message", at=clock.now(), detail=f"file of request {found.request.reference}")
    response = file_answer(request, str(found.file.name), content_type=found.content_type, name=found.name, inline=False)
    response["Cache-Control"] = "private, no-store"
    return response
