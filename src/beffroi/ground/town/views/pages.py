"""The public pages of the town: who it is, when it is open, and what the law asks to say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, get_language_info
from django.views.decorators.http import require_safe

from beffroi.ground.town.hours import Hours
from beffroi.ground.town.legal import TITLES, pages, processings_said
from beffroi.ground.town.models import Town
from beffroi.ground.town.structured import organization
from beffroi.ground.town.types import contact_ways
from beffroi.kernel import clock
from beffroi.kernel.access import public


@public
@require_safe
def contact(request: HttpRequest) -> HttpResponse:
    """Address, phone, hours, and whether the door is open at this minute."""
    at = clock.now()
    town, hours = Town.current(), Hours.read(at)
    context = {
        "town": town,
        "sentence": hours.sentence(at) if hours else "",
        "is_open": hours.is_open(at),
        "week": hours.table(at) if hours.week else [],
        "ahead": hours.exceptions_ahead(at) if hours else [],
        "note": hours.note,
        "ways": [way for way in sorted(contact_ways, key=lambda way: way.order) if way.shown()],
        "structured": organization(town, hours, request.build_absolute_uri("/")),
    }
    response = render(request, "town/contact.html", context)
    patch_cache_control(response, max_age=60)  # "open now" must not grow old
    return response


@public
@require_safe
def legal(request: HttpRequest, page: str) -> HttpResponse:
    """A legal page: one text a language, filled from the settings."""
    if page not in TITLES:
        raise Http404
    town = Town.current()
    language = (get_language() or "fr")[:2]
    context = {
        "town": town,
        "legal": town.legal,
        "title": TITLES[page],
        "text": [f"town/legal/{page}_{language}.html", f"town/legal/{page}_en.html"],
        "pages": [other for other in pages() if other.kind != page],
        "site": request.get_host(),
        "processings": processings_said() if page == "privacy" else [],
        "languages": ", ".join(get_language_info(code)["name_local"] for code, _name in town.language_choices),
    }
    return render(request, "town/legal.html", context)
