"""How others find us: WebFinger and NodeInfo."""

import re

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from beffroi import __version__
from beffroi.channels.fediverse import documents, ours
from beffroi.channels.fediverse.models import INSTANCE, FediverseActor, Publication
from beffroi.channels.fediverse.views.answering import document
from beffroi.ground.town.models import Town
from beffroi.kernel.access import public

_ACCT = re.compile(r"(?:acct:)?@?([^@/\s]{1,255})@([^@/\s]{1,255})")
SCHEMA = "http://nodeinfo.diaspora.software/ns/schema/"


@public
@require_safe
def webfinger(request: HttpRequest) -> HttpResponse:
    resource = request.GET.get("resource", "")
    if not resource:
        return document({"error": "name a resource"}, status=400, keep=False)
    actor = _found(resource)
    if actor is None:
        return document({"error": "nobody of that name here"}, status=404, keep=False)
    return document(documents.webfinger(actor), kind="application/jrd+json")


def _found(resource: str) -> FediverseActor | None:
    if match := _ACCT.fullmatch(resource):
        if match[2].lower() != documents.site_host().lower():
            return None
        return FediverseActor.objects.filter(username__iexact=match[1], closed_at=None).first()
    if resource == f"{settings.BASE_URL}/federation/actor":
        return FediverseActor.objects.filter(kind=INSTANCE).first()
    return (
        ours.actor(resource) or FediverseActor.objects.filter(url=resource.removeprefix(settings.BASE_URL) or "-", closed_at=None).first()
    )


@public
@require_safe
def nodeinfo_links(request: HttpRequest) -> HttpResponse:
    links = [{"rel": SCHEMA + version, "href": f"{settings.BASE_URL}/nodeinfo/{version}"} for version in ("2.1", "2.0")]
    return document({"links": links}, kind="application/json")


@public
@require_safe
def nodeinfo(request: HttpRequest, version: str) -> HttpResponse:
    software = {"name": "beffroi", "version": __version__}
    actors = FediverseActor.objects.exclude(kind=INSTANCE).filter(closed_at=None).count()
    said = Publication.objects.filter(withdrawn_at=None, is_public=True).count()
    found = {
        "version": version,
        "software": software,
        "protocols": ["activitypub"],
        "services": {"inbound": [], "outbound": []},
        "openRegistrations": False,
        "usage": {"users": {"total": actors}, "localPosts": said},
        "metadata": {"nodeName": Town.current().name},
    }
    return document(found, kind=f'application/json; profile="{SCHEMA}{version}#"')
