"""Pages of somebody signed in: what is the same for all who see what she sees is rendered once, what is hers is put in.

A list costs a signed-in visitor mostly its frame. `page` keeps the rendered page until the next public change under its address, its
language, the standing of the visitor and whatever else the caller names; the holes are filled on each request, and with them the
visitor's own corner, bands and token. An anonymous page is rendered plainly: the edge keeps it.
"""

from collections.abc import Hashable, Mapping
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from beffroi.kernel.access import standing_of
from beffroi.kernel.fragments import Frozen
from beffroi.ui.context import PageFrame
from beffroi.ui.kept import place

LONGEST_ADDRESS = 200
_pages = Frozen(48)


class _Hollow(PageFrame):
    """The frame with holes where it speaks of one person."""

    person = SimpleNamespace(pk=place("person"))  # type: ignore[assignment]
    header = place("header")  # type: ignore[assignment]
    bands = (place("bands"),)  # type: ignore[assignment]
    messages = ()  # type: ignore[assignment]


def page(request: HttpRequest, template: str, context: Mapping[str, Any], *, key: Hashable, holes: Mapping[str, str]) -> HttpResponse:
    """The page. `context` is the same for all of one standing under `key`; `holes` are HTML or words of this visitor and moment."""
    frame = PageFrame(request)
    if not frame.signed_in or frame.messages:
        return render(request, template, {**context, **holes, "frame": frame})

    def made() -> str:
        left = {name: place(name) for name in holes}
        return render_to_string(template, {**context, **left, "frame": _Hollow(request), "csrf_token": place("token")}, request)

    address = request.get_full_path()
    told = (template, address, frame.base_url, frame.language, standing_of(request), key)
    html = _pages.until_changed(told, made) if len(address) <= LONGEST_ADDRESS else made()
    own = {"person": frame.person.pk, "header": frame.header, "bands": SafeString("".join(frame.bands)), "token": get_token(request)}
    for name, content in {**own, **holes}.items():
        html = html.replace(place(name), conditional_escape(content))
    return HttpResponse(html)
