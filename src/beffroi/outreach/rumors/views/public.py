"""What everybody reads, and where anybody asks."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.ground.people.doors import visitor_key
from beffroi.ground.people.requests import PersonRequest
from beffroi.kernel import access, clock
from beffroi.kernel.html import from_markdown
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused
from beffroi.outreach.rumors import actions, queries, schema, telling
from beffroi.outreach.rumors.access import CHECK
from beffroi.outreach.rumors.forms import ReportForm
from beffroi.outreach.rumors.models import MEANINGS, VERDICTS, Rumor, Sighting


@access.public
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What was checked, the newest first."""
    verdict = request.GET.get("verdict", "")
    known = dict(VERDICTS)
    found = Rumor.objects.public()
    if verdict in known:
        found = found.filter(verdict=verdict)
    rows = page(found, order=("-changed_at", "-pk"), after=request.GET.get("apres", ""), size=20)
    here = reverse("rumors:index")
    filters = [{"label": _("All verdicts"), "url": here, "current": verdict not in known}]
    filters += [{"label": label, "url": f"{here}?verdict={name}", "current": verdict == name} for name, label in VERDICTS]
    return render(request, "rumors/index.html", {"page": rows, "filters": filters, "is_filtered": verdict in known})


@access.public
@require_safe
def show(request: PersonRequest, pk: int) -> HttpResponse:
    """The verdict with its sources and its corrections; before there is one, that it is being checked, and not what is said."""
    rumor = get_object_or_404(Rumor.objects.select_related("merged_into"), pk=pk)
    may_work = request.person.is_authenticated and request.person.has_right(CHECK)
    if rumor.merged_into_id:
        return redirect("rumors:show", rumor.merged_into_id)
    if not rumor.is_public:
        why = telling.why(rumor) if rumor.state == Rumor.CLOSED else ""
        return render(request, "rumors/waiting.html", {"rumor": rumor, "why": why, "may_work": may_work})
    editions = queries.editions(rumor)
    edition = editions[0]
    url = request.build_absolute_uri(rumor.get_absolute_url())
    context = {
        "rumor": rumor,
        "edition": edition,
        "meaning": MEANINGS[edition.verdict],
        "html": from_markdown(edition.explanation, headings=3),
        "earlier": [{"row": row, "html": from_markdown(row.explanation, headings=4)} for row in editions[1:]],
        "corrections": [row for row in editions if row.number > 1],
        "subject": rumor.subject,
        "structured": schema.claim_review(rumor, edition, url=url, home=request.build_absolute_uri("/")),
        "may_work": may_work,
    }
    return render(request, "rumors/show.html", context)


@never_cache
@access.public
def report(request: PersonRequest) -> HttpResponse:
    """Ask to have something checked; what was checked already is shown first."""
    form = ReportForm(request.POST or None, is_signed_in=request.person.is_authenticated)
    near: list[Any] = []
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if said["website"]:
            return redirect("rumors:index")  # a robot: it need not know
        near = [] if "anyway" in request.POST else queries.published_like(said["claim"])
        if not near:
            try:
                made = actions.report(
                    claim=said["claim"], where=said["where"], url=said["url"], email=said.get("email", ""), person=request.person,
                    language=(get_language() or "fr")[:2], key=visitor_key(request), at=clock.now(),
                )  # fmt: skip
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, _("Thank you. Somebody will look for sources."))
                return redirect("rumors:asked", made.key)
    return render(request, "rumors/report.html", {"form": form, "near": near}, status=422 if form.errors else 200)


@never_cache
@access.by_link
def asked(request: PersonRequest, key: str) -> HttpResponse:
    """What becomes of what somebody asked, for whoever holds its address."""
    sighting = get_object_or_404(Sighting.objects.select_related("rumor__merged_into"), key=key)
    if request.method == "POST":
        actions.forget_address_of(sighting=sighting)
        messages.success(request, _("Your address is erased. You can still come back to this page."))
        return redirect("rumors:asked", key)
    rumor = sighting.rumor
    return render(
        request,
        "rumors/asked.html",
        {"sighting": sighting, "rumor": rumor, "why": telling.why(rumor) if rumor.state == Rumor.CLOSED else ""},
    )
