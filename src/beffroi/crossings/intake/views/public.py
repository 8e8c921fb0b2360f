"""What people say elsewhere of a process that has no discussion of its own."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from beffroi.commons.conversations.rules import Known
from beffroi.crossings.intake import queries
from beffroi.crossings.intake.places import PROCESS
from beffroi.kernel.access import public
from beffroi.kernel.rules import Refusal
from beffroi.kernel.subjects import Subject


@public
def said(request: HttpRequest, process: str) -> HttpResponse:
    found = queries.process_with_voices(process)
    if found is None:
        raise Http404
    here = Refusal("elsewhere", _("This was said on networks. To answer, take part in the process, or write there."))
    context = {"process": found, "subject": Subject(PROCESS, found.pk), "known": Known(comment=here, support=here)}
    return render(request, "intake/said.html", context)
