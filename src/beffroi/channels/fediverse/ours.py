"""Which of our actors and publications an id means."""

import re

from django.conf import settings

from beffroi.channels.fediverse.models import FediverseActor, Publication

_TOKEN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
OBJECTS = "/federation/o/"


def actor(uri: str) -> FediverseActor | None:
    start = f"{settings.BASE_URL}/@"
    if not uri.startswith(start):
        return None
    return FediverseActor.objects.filter(username=uri.removeprefix(start), closed_at=None).first()


def actors(uris: set[str]) -> list[FediverseActor]:
    start = f"{settings.BASE_URL}/@"
    names = [uri.removeprefix(start) for uri in sorted(uris) if uri.startswith(start)][:20]
    return list(FediverseActor.objects.filter(username__in=names, closed_at=None).order_by("pk")) if names else []


def publication(uri: str) -> Publication | None:
    """Its richer form counts as itself. One that was withdrawn is no longer there."""
    start = settings.BASE_URL + OBJECTS
    token = uri.removeprefix(start).removesuffix("/rich")
    if not uri.startswith(start) or not _TOKEN.fullmatch(token):
        return None
    return Publication.objects.select_related("actor").filter(token=token, withdrawn_at=None).first()
