from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel import jobs as kernel_jobs
from beffroi.kernel.models import Job, Pulse, Record
from beffroi.kernel.paging import page
from beffroi.sites.desk.access import RUN, SEE
from beffroi.sites.desk.reading import happenings, said_lately, silent_since, tasks_of, week_of


@team(SEE)
def home(request: HttpRequest) -> HttpResponse:
    """The team's day."""
    at = clock.now()
    counts = week_of(at)
    week = [
        (_("proposals"), counts.get("proposals.ProposalPublished", 0)),
        (_("messages"), counts.get("conversations.MessageSent", 0)),
        (_("supports"), counts.get("supports.Supported", 0)),
        (_("answers of the town"), counts.get("proposals.ProposalAnswered", 0)),
        (_("publications"), counts.get("posts.PostPublished", 0)),
    ]
    context = {"at": at, "tasks": tasks_of(request.user, at), "said": said_lately(at), "week": week, "silent_since": silent_since(at)}
    return render(request, "desk/home.html", context)


@team(RUN)
def jobs(request: HttpRequest) -> HttpResponse:
    """The work of the machine: what failed for good, what waits, which workers live."""
    at = clock.now()
    context = {
        "at": at,
        "failed": Job.objects.failed().order_by("-failed_at", "-pk")[:100],
        "waiting": Job.objects.filter(done_at=None, failed_at=None).order_by("run_at", "pk")[:50],
        "workers": Pulse.objects.order_by("-at")[:10],
    }
    return render(request, "desk/jobs.html", context)


@require_POST
@team(RUN)
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    kernel_jobs.retry(job=get_object_or_404(Job, pk=pk), at=clock.now())
    messages.success(request, _("It will be tried again now."))
    return redirect("desk:jobs")


@team(RUN)
def log(request: HttpRequest) -> HttpResponse:
    """Every fact as it was told, newest first."""
    rows = page(Record.objects.all(), order=("-recorded_at", "-pk"), after=request.GET.get("after", ""), size=50)
    return render(request, "desk/log.html", {"page": rows, "happenings": happenings(rows)})
