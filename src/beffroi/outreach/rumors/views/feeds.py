"""What was checked, for feed readers and for the tools of fact checkers."""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from beffroi.ground.town.models import Town
from beffroi.kernel.access import public
from beffroi.kernel.html import from_markdown
from beffroi.kernel.tables import json_lines
from beffroi.outreach.rumors import schema
from beffroi.outreach.rumors.models import Edition, Rumor

NEWEST = 30


def newest() -> list[tuple[Rumor, str]]:
    """The newest verdicts with what a reader shows of each: what is true, and what was corrected."""
    rows = list(Rumor.objects.public().order_by("-changed_at", "-pk")[:NEWEST])
    corrected = Edition.objects.filter(state=Edition.PUBLISHED, number__gt=1, rumor__in=rows).order_by("number")
    last = {edition.rumor_id: edition.correction for edition in corrected}
    return [(row, "\n\n".join(filter(None, [row.truth, _corrected(last.get(row.pk, ""))]))) for row in rows]


def _corrected(what: str) -> str:
    return _("Correction: %(what)s") % {"what": what} if what else ""


def _feed(request: HttpRequest, sort: type[Atom1Feed] | type[Rss201rev2Feed], name: str) -> HttpResponse:
    """The headline says what is true: it can be read alone."""
    town = Town.current()
    with override("fr"):
        feed = sort(
            title=_title(town),
            link=request.build_absolute_uri(reverse("rumors:index")),
            description=_("What is said, and what is true, with the sources."),
            language="fr",
            feed_url=request.build_absolute_uri(reverse(f"rumors_feeds:{name}")),
            author_name=town.name,
        )
        for rumor, words in newest():
            feed.add_item(
                title=rumor.headline,
                link=request.build_absolute_uri(rumor.get_absolute_url()),
                description=str(from_markdown(words)),
                pubdate=rumor.published_at,
                updateddate=rumor.changed_at,
                categories=[str(rumor.get_verdict_display())],
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


def _title(town: Town) -> str:
    return _("Rumours checked: %(town)s") % {"town": town.name}


@public
@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """RFC 4287."""
    return _feed(request, Atom1Feed, "atom")


@public
@require_safe
def rss(request: HttpRequest) -> HttpResponse:
    """RSS 2.0."""
    return _feed(request, Rss201rev2Feed, "rss")


@public
@require_safe
def json_feed(request: HttpRequest) -> HttpResponse:
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""
    with override("fr"):
        items: list[dict[str, Any]] = []
        for rumor, words in newest():
            url = request.build_absolute_uri(rumor.get_absolute_url())
            items.append(
                {"id": url, "url": url, "title": rumor.headline, "content_text": words, "tags": [str(rumor.get_verdict_display())]}
            )
            if rumor.published_at and rumor.changed_at:
                items[-1] |= {"date_published": rumor.published_at.isoformat(), "date_modified": rumor.changed_at.isoformat()}
        document = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _title(Town.current()),
            "home_page_url": request.build_absolute_uri(reverse("rumors:index")),
            "feed_url": request.build_absolute_uri(reverse("rumors_feeds:json")),
            "description": _("What is said, and what is true, with the sources."),
            "language": "fr",
            "items": items,
        }
    return JsonResponse(document, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


@public
@require_safe
def claims(request: HttpRequest) -> StreamingHttpResponse:
    """Every verdict as ClaimReview, one file that tools of fact checkers take."""
    home = request.build_absolute_uri("/")
    rows = (
        Edition.objects.filter(state=Edition.PUBLISHED, rumor__state=Rumor.PUBLISHED)
        .select_related("rumor")
        .order_by("rumor_id", "-number")
    )

    def records() -> Iterator[dict[str, Any]]:
        before = 0
        for row in rows.iterator(chunk_size=200):
            if row.rumor_id == before:
                continue  # what was corrected
            before = row.rumor_id
            with override("fr"):
                yield schema.claim_review(row.rumor, row, url=request.build_absolute_uri(row.rumor.get_absolute_url()), home=home)

    return StreamingHttpResponse(json_lines("@graph", records()), content_type="application/ld+json")
