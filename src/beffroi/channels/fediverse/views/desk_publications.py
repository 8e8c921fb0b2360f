"""On the desk: what our accounts said there, what is pinned, and who quotes it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from beffroi.channels.fediverse.access import MANAGE
from beffroi.channels.fediverse.actions import pinning, quoting
from beffroi.channels.fediverse.models import Publication, Quote
from beffroi.channels.fediverse.views.desk import tabs_of
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.kernel.rules import Refused

SIZE = 20


@team(MANAGE)
def publications(request: HttpRequest) -> HttpResponse:
    """What everybody can read, the newest first; what is pinned above."""
    said = Publication.objects.filter(is_public=True, withdrawn_at=None).select_related("actor")
    pinned = list(said.exclude(pinned_at=None).order_by("actor_id", "-pinned_at")[:100])
    rows = page(said, order=("-published_at", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    context = {"tabs": tabs_of("publications", request), "page": rows, "pinned": pinned, "most": pinning.MOST}
    return render(request, "fediverse/desk_publications.html", context)


@require_POST
@team(MANAGE)
def pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a publication first on its account's page, or take it off."""
    found = get_object_or_404(Publication.objects.select_related("actor"), pk=pk, withdrawn_at=None)
    try:
        if request.POST.get("answer") == "unpin":
            pinning.unpin(person=request.user, publication=found, at=clock.now())
            messages.success(request, _("No longer pinned."))
        else:
            pinning.pin(person=request.user, publication=found, at=clock.now())
            messages.success(request, _("Pinned: it stands first on the account’s page."))
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("fediverse_desk:publications")


@team(MANAGE)
def quotes(request: HttpRequest) -> HttpResponse:
    """Who asked to quote us and may."""
    found = Quote.objects.select_related("remote", "publication__actor")
    rows = page(found, order=("-at", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    return render(request, "fediverse/desk_quotes.html", {"tabs": tabs_of("quotes", request), "page": rows})


@require_POST
@team(MANAGE)
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    quote = get_object_or_404(Quote.objects.select_related("remote", "publication__actor"), pk=pk)
    quoting.revoke(person=request.user, quote=quote, at=clock.now())
    messages.success(request, _("The permission is taken back: servers that respect it no longer show our words below theirs."))
    return redirect("fediverse_desk:quotes")
