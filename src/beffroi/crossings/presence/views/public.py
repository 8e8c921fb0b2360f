"""How to follow, for everybody: the name to type, a QR code, and the way through one's own server."""

from io import BytesIO
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from beffroi.channels.fediverse.documents import handle
from beffroi.channels.fediverse.models import TOWN, FediverseActor
from beffroi.crossings.presence import servers
from beffroi.crossings.presence.forms import ServerForm
from beffroi.crossings.presence.models import Presence
from beffroi.crossings.presence.types import sources
from beffroi.ground.people.doors import visitor_key
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.later import Later
from beffroi.kernel.limits import must_be_within

if TYPE_CHECKING:
    import segno
else:
    segno = Later("segno")

MOST = 500


def _found(pk: int) -> FediverseActor:
    row = Presence.objects.select_related("actor").filter(actor=pk, actor__closed_at=None).first()
    actor = row.actor if row else FediverseActor.objects.filter(pk=pk, kind=TOWN, closed_at=None).first()
    if actor is None:
        raise Http404
    return actor


@public
def index(request: HttpRequest) -> HttpResponse:
    """Everything that can be followed, by kind."""
    rows = Presence.objects.select_related("actor").filter(actor__closed_at=None).exclude(actor=None).order_by("actor__name", "pk")[:MOST]
    town = FediverseActor.objects.filter(kind=TOWN, closed_at=None).first()
    found: dict[str, list[dict[str, object]]] = {}
    for row in rows:
        found.setdefault(row.kind, []).append({"actor": row.actor, "handle": handle(row.actor)})
    groups = [{"label": source.label, "rows": found[source.kind]} for source in sources if source.kind in found]
    context = {"groups": groups, "town": town, "handle": handle(town) if town else ""}
    return render(request, "presence/index.html", context)


@never_cache
@public
def follow(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them. The form leads to the visitor's own server, which asks her there."""
    actor = _found(pk)
    form = ServerForm(request.POST if request.method == "POST" else None)
    name = handle(actor)
    context = {"actor": actor, "handle": name, "form": form, "page": actor.url or actor.path}
    if request.method == "POST" and form.is_valid():
        typed, per = form.cleaned_data["server"], servers.PER
        if refused := must_be_within("presence-follow", visitor_key(request), most=30, per=per, at=clock.now()):
            form.add_error("server", str(refused.message))
            return render(request, "presence/follow.html", context, status=429)
        url = servers.subscribe_page(typed, name)
        # Not a redirect: under our policy (form-action) a browser refuses that a form ends elsewhere.
        return render(request, "presence/leave.html", {"url": url, "host": servers.host_in(typed), "actor": actor})
    return render(request, "presence/follow.html", context, status=422 if request.method == "POST" else 200)


@public
@require_safe
def qr(request: HttpRequest, pk: int) -> HttpResponse:
    """The address of the account, for a telephone that looks at a screen or a poster."""
    out = BytesIO()
    segno.make(settings.BASE_URL + _found(pk).path, error="m").save(out, kind="svg", scale=6, border=2, xmldecl=False, svgns=True)
    answer = HttpResponse(out.getvalue(), content_type="image/svg+xml")
    answer["Cache-Control"] = "public, max-age=3600"
    return answer
