"""Pages of the frame itself: colours, manifest, service worker, offline, errors."""

import json
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from beffroi.kernel.access import public
from beffroi.ui import belfry, frame, palette
from beffroi.ui.shells import shells

YEAR = 31_536_000


@public
@require_safe
def look(request: HttpRequest, version: str, colour: str) -> HttpResponse:
    """The town's colour as tokens. The address holds all that it depends on."""
    if not palette.HEX.fullmatch(f"#{colour}") or version != palette.VERSION:
        raise Http404
    response = HttpResponse(palette.stylesheet(f"#{colour}"), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@public
@require_safe
def icon(request: HttpRequest, version: str, colour: str) -> HttpResponse:
    """The belfry in a colour. The address holds all that it depends on."""
    if not palette.HEX.fullmatch(f"#{colour}") or version != palette.VERSION:
        raise Http404
    response = HttpResponse(belfry.svg(f"#{colour}"), content_type="image/svg+xml")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@public
@require_safe
def icon_of(request: HttpRequest, version: str, colour: str, kind: str, size: int) -> HttpResponse:
    """The same as a picture; for the colour of this town alone, since it costs some drawing."""
    known = kind in ("icon", "masked") and size in belfry.SIZES and version == palette.VERSION
    if not known or f"#{colour}" != belfry.stone(frame.current().colour):
        raise Http404
    response = HttpResponse(belfry.png(f"#{colour}", size, is_masked=kind == "masked"), content_type="image/png")
    patch_cache_control(response, public=True, max_age=YEAR, immutable=True)
    return response


@public
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone needs to install the site (W3C Web Application Manifest)."""
    town = frame.current()
    sizes = ((192, "any"), (512, "any"), (192, "maskable"), (512, "maskable"))
    icons = [
        {
            "src": belfry.png_url(town.colour, size, is_masked=purpose == "maskable"),
            "sizes": f"{size}x{size}",
            "type": "image/png",
            "purpose": purpose,
        }
        for size, purpose in sizes
    ]
    found = {
        "id": "/",
        "name": town.name,
        "short_name": town.name[:24],
        "description": town.tagline,
        "lang": get_language(),
        "start_url": reverse("face:manifest").removesuffix("manifest.webmanifest"),
        "scope": "/",
        "display": "minimal-ui",
        "background_color": palette.PAPER,
        "theme_color": palette.PAPER,
        "icons": icons,
    }
    response = JsonResponse(found, content_type="application/manifest+json")
    patch_cache_control(response, public=True, max_age=3600)
    return response


def source(name: str) -> str:
    """Text of a static file, collected or not."""
    path = finders.find(name)
    if path:
        with open(path, encoding="utf-8") as file:  # noqa: PTH123
            return file.read()
    with staticfiles_storage.open(name) as stored:
        return stored.read().decode()


@public
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker of the whole site: its text is static, what it keeps from the start is told by its first line."""
    kept = [static(name) for name in ("bundle/app.css", "bundle/app.js", "ui/theme.js")] + [palette.stylesheet_url(frame.current().colour)]
    kept += [static(name) for shell in shells for name in shell.files]
    known = [{"pattern": shell.pattern, "address": shell.address} for shell in shells]
    start = {
        "kept": kept,
        "offline": {"fr": "/offline/", "en": "/en/offline/"},
        "shells": known,
        "icon": belfry.png_url(frame.current().colour, 192),
    }
    text = f"const START = {json.dumps(start)};\n{source('ui/worker.js')}"
    response = HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Service-Worker-Allowed": "/"})
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


@public
@require_safe
def offline(request: HttpRequest) -> HttpResponse:
    """Shown by the service worker when there is no network."""
    response = render(request, "ui/offline.html")
    patch_cache_control(response, public=True, max_age=3600)
    return response


@public
def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    sentence = str(exception) if exception and str(exception) else _("This page is not open to you.")
    return render(request, "ui/403.html", {"sentence": sentence}, status=403)


@public
def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its token (settings: CSRF_FAILURE_VIEW): open for too long, or sent from elsewhere."""
    sentence = _(
        "This form was open for too long, or did not come from this site. Go back, reload the page and send it again: your text is kept."
    )
    return render(request, "ui/403.html", {"sentence": sentence}, status=403)


@public
def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return render(request, "ui/404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """Asks neither the database nor the town: it must always work."""
    return render(request, "ui/500.html", status=500, using=None)
