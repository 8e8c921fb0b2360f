"""What every page of a town shows: asked for here, told by `ground.town`.

`provide(function)` registers a function that gives the `Frame`; it is asked once a page, so it keeps its own cache.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ImproperlyConfigured

COLOUR = "#1f5673"


@dataclass(frozen=True)
class Link:
    label: Any
    url: str


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The identity of the town, in the language of the page."""

    name: str = "Beffroi"
    tagline: str = ""
    colour: str = COLOUR
    logo_url: str = ""  # a square picture, at least 96 px; empty: the belfry
    picture_url: str = ""  # shown by networks when a page without a picture is shared
    home_title: str = ""
    accessibility: str = ""  # the compulsory mention, such as "Accessibility: not compliant"
    links: tuple[Link, ...] = ()  # legal pages, in the footer of every page
    contact: tuple[str, ...] = ()  # lines of the footer: address, phone, hours today
    languages: tuple[str, ...] = ("fr", "en")


Provider = Callable[[], Frame]
_providers: list[Provider] = []


def provide(provider: Provider) -> Provider:
    """The town says what it is. One town, so one provider."""
    if _providers:
        raise ImproperlyConfigured("two frames are provided")
    _providers.append(provider)
    return provider


def current() -> Frame:
    return _providers[0]() if _providers else Frame()
