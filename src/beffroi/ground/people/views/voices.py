"""The public page of a voice."""

from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from beffroi.ground.people.lines import line
from beffroi.ground.people.models import Voice
from beffroi.ground.people.types import voice_pages
from beffroi.kernel import clock
from beffroi.kernel.access import public
from beffroi.kernel.fragments import until_changed

SHOWN = 10


@public
def show(request: HttpRequest, public_id: str) -> HttpResponse:
    """What somebody said here in public, by kind, the newest first."""
    voice = Voice.objects.select_related("avatar").filter(public_id=public_id).first()
    if voice is None or voice.is_gone:
        raise Http404
    at = clock.now()
    # Each kind of contribution is asked: once a minute and after each change, as the edge does for whole pages.
    sections = until_changed(f"voice:{voice.pk}:{get_language()}:{at:%Y%m%d%H%M}", lambda: sections_of(voice, at))
    links = dict(voice.links.filter(is_shown=True).exclude(url="").order_by("pk").values_list("url", "address"))
    return render(request, "people/voice.html", {"voice": voice, "line": line(voice), "sections": sections, "links": links.items()})


def sections_of(voice: Voice, at: datetime) -> list[dict[str, Any]]:
    found = []
    for page in sorted(voice_pages, key=lambda page: page.order):
        cards = [card for card in page.cards(voice, at, SHOWN) if card.is_public]
        if cards:
            found.append({"kind": page.kind, "label": str(page.label), "cards": cards[:SHOWN]})
    return found
