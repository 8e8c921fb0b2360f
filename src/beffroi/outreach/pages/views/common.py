"""What every public page of this domain shows."""

from typing import Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.kernel.html import from_markdown
from beffroi.outreach.pages import structured
from beffroi.outreach.pages.models import Page


def public_page(slug: str, *kinds: str) -> Page:
    return get_object_or_404(Page.objects.public().select_related("image", "parent"), slug=slug, kind__in=kinds)


def page_of(request: HttpRequest, page: Page) -> dict[str, Any]:
    """The text, plain or easy to read, and what machines read."""
    wants_easy = request.GET.get("falc") == "1"
    if wants_easy and not page.easy:
        raise Http404
    picture = picture_url(page.image, "1280")
    url = request.build_absolute_uri(page.get_absolute_url())
    parent = page.parent if page.parent and page.parent.is_public else None
    return {
        "page": page,
        "parent": parent,
        "html": from_markdown(page.easy if wants_easy else page.body, headings=2),
        "is_easy": wants_easy,
        "structured": structured.of_page(page, url, picture=request.build_absolute_uri(picture) if picture else ""),
    }
