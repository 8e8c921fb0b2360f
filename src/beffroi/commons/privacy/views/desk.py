"""The team's pages: the book of breaches, and who read personal data."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.commons.privacy import actions
from beffroi.commons.privacy.forms import BreachForm
from beffroi.commons.privacy.models import Breach, Erasure
from beffroi.commons.privacy.rules import may_close_breach
from beffroi.ground.people import readings
from beffroi.ground.people.access import team
from beffroi.ground.people.models import Reading
from beffroi.kernel import clock, paging
from beffroi.kernel.rules import Refused


@team("privacy:breach:keep")
def breaches(request: HttpRequest) -> HttpResponse:
    """The book: what happened, what is still to be done, and the steps."""
    at = clock.now()
    rows = [_clocked(breach, at) for breach in Breach.objects.order_by("-known_at", "-pk")[:100]]
    erasures = Erasure.objects.filter(done_at=None, cancelled_at=None).count()
    return render(request, "privacy/breaches.html", {"rows": rows, "erasures": erasures})


def _clocked(breach: Breach, at) -> dict:
    left = breach.due_at - at
    hours = int(left.total_seconds() // 3600)
    return {
        "breach": breach,
        "hours_left": max(hours, 0),
        "is_late": hours < 0,
        "runs": breach.must_tell_authority and not breach.is_closed,
    }


@team("privacy:breach:keep")
def note(request: HttpRequest) -> HttpResponse:
    """A new page of the book."""
    at = clock.now()
    form = BreachForm(request.POST or None, at=at, initial={"known_at": at})
    if request.method == "POST" and form.is_valid():
        breach = actions.note_breach(by=request.user, values=form.cleaned_data, at=at)
        messages.success(request, _("It is written down. The clock of 72 hours runs."))
        return redirect("privacy_desk:breach", pk=breach.pk)
    return render(request, "privacy/breach_note.html", {"form": form})


@team("privacy:breach:keep")
def breach(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened, what comes next, and writing on."""
    at, row = clock.now(), get_object_or_404(Breach, pk=pk)
    posted = request.POST if request.method == "POST" else None
    kept = Breach.objects.get(pk=pk)  # the form writes into its own instance
    form = BreachForm(posted, at=at, instance=kept)
    if posted is not None and form.is_valid():
        version = request.POST.get("version", "")
        try:
            actions.write_breach(
                breach=row, by=request.user, values=form.cleaned_data, version=int(version) if version.isdecimal() else 0, at=at
            )
        except Refused as error:
            form.add_error(None, str(error.refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("privacy_desk:breach", pk=pk)
    return render(request, "privacy/breach.html", {**_clocked(row, at), "form": form, "refusal": may_close_breach(row, at)})


@team("privacy:breach:keep")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the page, or open it again."""
    row, at = get_object_or_404(Breach, pk=pk), clock.now()
    try:
        if "reopen" in request.POST:
            actions.reopen_breach(breach=row, by=request.user, at=at)
        else:
            actions.close_breach(breach=row, by=request.user, at=at)
    except Refused as error:
        messages.error(request, str(error.refusal))
    return redirect("privacy_desk:breach", pk=pk)


@team("privacy:reading:see")
def log(request: HttpRequest) -> HttpResponse:
    """Who read whose data, the latest first."""
    rows = Reading.objects.select_related("reader__voice", "account__voice")
    page = paging.page(rows, order=("-at", "-pk"), after=request.GET.get("after", ""), size=50)
    for row in page.rows:
        row.said = readings.WHATS.get(row.what, row.what)
    return render(request, "privacy/readings.html", {"page": page})
