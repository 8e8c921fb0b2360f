"""One address for people and servers: what is asked for, and JSON that both sides can keep for a while."""

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from beffroi.channels.fediverse import fetching, signatures
from beffroi.channels.fediverse.documents import TYPE
from beffroi.channels.fediverse.models import RemoteActor
from beffroi.channels.fediverse.signatures import BadSignature, Signed

SHORT = "public, max-age=180"  # a post that travels makes every server ask at once


def wants_document(request: HttpRequest) -> bool:
    """Does a server ask? People's browsers name HTML first."""
    accepted = request.headers.get("Accept", "")
    places = [accepted.find(one) for one in (TYPE, "application/ld+json", "application/json") if one in accepted]
    html = accepted.find("text/html")
    return bool(places) and (html < 0 or min(places) < html)


def document(found: Any, *, kind: str = TYPE, status: int = 200, keep: bool = True) -> HttpResponse:
    body = json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(body, content_type=f"{kind}; charset=utf-8", status=status)
    response["Cache-Control"] = SHORT if keep else "no-store"
    response["Access-Control-Allow-Origin"] = "*"
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return vary(response)


def vary(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["Accept"])
    return response


def signed(request: HttpRequest) -> Signed:
    """The request as it was signed: at our public address, whatever a proxy made of it."""
    headers = {name.lower(): value for name, value in request.headers.items()}
    return Signed(request.method or "GET", settings.BASE_URL + request.get_full_path(), headers, request.body)


def reader(request: HttpRequest, at: datetime) -> RemoteActor | None:
    """Who reads, if they say so by a signature that holds."""
    if "Signature" not in request.headers:
        return None
    try:
        claim = signatures.read(signed(request), at=at)
        key = fetching.key(claim.key_id, at=at)
        signatures.check(claim, key.pem)
    except (BadSignature, fetching.CannotFetch):
        return None
    return None if key.owner.blocked_at else key.owner
