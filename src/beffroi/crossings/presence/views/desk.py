"""The team's pages: what can be followed, by how many, what was said last, and the switches."""

from django.contrib import messages
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy
from django.views.decorators.http import require_POST

from beffroi.channels.fediverse.documents import handle
from beffroi.channels.fediverse.models import Activity, Parcel
from beffroi.crossings.presence import jobs, rules
from beffroi.crossings.presence.access import MANAGE
from beffroi.crossings.presence.actions import faces
from beffroi.crossings.presence.forms import OfficialForm, PreferencesForm
from beffroi.crossings.presence.models import Presence
from beffroi.crossings.presence.types import sources
from beffroi.ground.people.access import team
from beffroi.kernel import clock
from beffroi.kernel.paging import page
from beffroi.outreach.neutrality.queries import election_on

SIZE = 30
SENT = {
    "Create": pgettext_lazy("presence", "Published"),
    "Update": pgettext_lazy("presence", "Changed"),
    "Delete": pgettext_lazy("presence", "Taken back"),
    "Announce": pgettext_lazy("presence", "Passed on to the members of groups"),
    "Accept": pgettext_lazy("presence", "A new follower was accepted"),
}


@team(MANAGE)
def index(request: HttpRequest) -> HttpResponse:
    """Everything that has an account of its own; the switches for all."""
    at = clock.now()
    form = PreferencesForm(request.POST if request.method == "POST" else None, instance=rules.preferences())
    if request.method == "POST" and form.is_valid():
        faces.set_preferences(person=request.user, **form.cleaned_data, at=at)
        jobs.refresh_all.enqueue()
        messages.success(request, _("Kept. What changes by it opens or closes within a minute."))
        return redirect("presence_desk:index")
    return _index(request, form, OfficialForm())


def _index(request: HttpRequest, form: PreferencesForm, official: OfficialForm) -> HttpResponse:
    kind = request.GET.get("kind", "")
    rows = Presence.objects.select_related("actor").annotate(said=Count("utterances"), last=Max("utterances__said_at"))
    if kind in sources:
        rows = rows.filter(kind=kind)
    found = page(rows, order=("-made_at", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    labels = [("", pgettext("presence", "All")), *((source.kind, source.label) for source in sources)]
    context = {
        "is_ready": rules.is_ready(),
        "election": election_on(localdate(clock.now())),
        "form": form,
        "official": official,
        "page": found,
        "shown": [(row, handle(row.actor) if row.actor else "") for row in found.rows],
        "tabs": [{"label": label, "url": f"?kind={word}" if word else "?", "current": word == kind} for word, label in labels],
    }
    return render(request, "presence/desk_index.html", context)


@team(MANAGE)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: what it said, and how far that got."""
    presence = get_object_or_404(Presence.objects.select_related("actor", "decided_by__voice"), pk=pk)
    said = presence.utterances.select_related("publication")
    found = page(said, order=("-said_at", "-pk"), after=request.GET.get("after", ""), size=SIZE)
    activities = []
    if presence.actor:
        counts = {state: Count("parcels", filter=Q(parcels__state=state)) for state in (Parcel.SENT, Parcel.WAITING, Parcel.FAILED)}
        rows = list(Activity.objects.filter(actor=presence.actor).annotate(**counts).order_by("-made_at", "-pk")[:10])
        activities = [(SENT.get(row.type, row.type), row) for row in rows]
    context = {
        "presence": presence,
        "name": presence.name,
        "handle": handle(presence.actor) if presence.actor else "",
        "page": found,
        "activities": activities,
        "is_asked": sources[presence.kind].is_asked if presence.kind in sources else False,
        "by": presence.decided_by.voice.display_name if presence.decided_by else "",
    }
    return render(request, "presence/desk_show.html", context)


@require_POST
@team(MANAGE)
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close one."""
    presence = get_object_or_404(Presence, pk=pk)
    row = faces.switch(presence=presence, person=request.user, is_on=request.POST.get("on") == "1", at=clock.now())
    messages.success(request, _("It can be followed.") if row.is_open else _("Nobody finds it any more. What it said stays where it went."))
    return redirect("presence_desk:show", pk)


@require_POST
@team(MANAGE)
def open_official(request: HttpRequest) -> HttpResponse:
    """An elected official agreed: write down how."""
    form = OfficialForm(request.POST)
    if not form.is_valid():
        return _index(request, PreferencesForm(instance=rules.preferences()), form)
    said = form.cleaned_data
    row = faces.open_official(
        representative=said["official"], person=request.user, is_on=True, consent=said["consent"], at=clock.now()
    )  # fmt: skip
    messages.success(request, _("%(name)s can be followed.") % {"name": said["official"].name})
    return redirect(reverse("presence_desk:show", args=[row.pk]))
