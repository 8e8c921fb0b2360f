"""The town's feed in three formats. Identifiers are tag URIs (RFC 4151) made from the key: they survive a new domain."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _

from beffroi.channels.feed.models import Entry
from beffroi.ground.town.models import Town
from beffroi.kernel.access import public

MOST = 30


def entries(request: HttpRequest) -> Iterable[Entry]:
    """The newest entries, in every language of the town or in the one asked for."""
    found = Entry.objects.filter(withdrawn_at=None)
    if language := request.GET.get("language", "")[:8]:
        found = found.filter(language=language)
    return found.order_by("-published_at", "-pk")[:MOST]


def identifier(entry: Entry) -> str:
    return f"tag:beffroi,{entry.published_at:%Y-%m-%d}:{entry.key}"


def _feed(request: HttpRequest, kind: type[Atom1Feed] | type[Rss201rev2Feed], name: str) -> HttpResponse:
    town = Town.current()
    home = request.build_absolute_uri("/")
    feed = kind(
        title=town.name,
        link=home,
        description=town.tagline or town.name,
        language="fr",
        feed_url=request.build_absolute_uri(reverse(f"feed:{name}")),
    )
    for entry in entries(request):
        feed.add_item(
            title=entry.title,
            link=request.build_absolute_uri(entry.link or "/"),
            description=entry.html,
            unique_id=identifier(entry),
            unique_id_is_permalink=False,
            pubdate=entry.published_at,
            updateddate=entry.updated_at,
            author_name=town.name,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


@public
def atom(request: HttpRequest) -> HttpResponse:
    """RFC 4287."""
    return _feed(request, Atom1Feed, "atom")


@public
def rss(request: HttpRequest) -> HttpResponse:
    """RSS 2.0."""
    return _feed(request, Rss201rev2Feed, "rss")


@public
def json_feed(request: HttpRequest) -> HttpResponse:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    town = Town.current()
    items: list[dict[str, Any]] = [
        {
            "id": identifier(entry),
            "url": request.build_absolute_uri(entry.link or "/"),
            "title": entry.title,
            "content_html": entry.html,
            "content_text": entry.text,
            "date_published": entry.published_at.isoformat(),
            "date_modified": entry.updated_at.isoformat(),
            "language": entry.language,
        }
        for entry in entries(request)
    ]
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": town.name,
        "home_page_url": request.build_absolute_uri("/"),
        "feed_url": request.build_absolute_uri(reverse("feed:json")),
        "description": _("News of the town"),
        "language": "fr",
        "items": items,
    }
    return JsonResponse(document, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})
