"""The variable `frame` of every template: cheap, and lazy where it would ask the session or the database."""

from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info

from beffroi.kernel.fragments import until_changed
from beffroi.ui import bands, belfry, nav
from beffroi.ui import frame as town_frame
from beffroi.ui.kept import filled, piece
from beffroi.ui.palette import stylesheet_url

SEARCH = "search"


@lru_cache(maxsize=2048)
def _translated(path: str, language: str, code: str) -> str:
    """The address of a page in another language; `language` is the present one, on which it depends."""
    return translate_url(path, code)


def _anywhere(items: list[nav.Item]) -> tuple[nav.Item, ...]:
    """As they are where it is not shown which of them is the page."""
    return tuple(replace(item, current=False, inside=False) for item in items)


class PageFrame:
    """What the frames (base, desk_base, plain) show around a page."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def town(self) -> town_frame.Frame:
        return until_changed(f"ui:town:{self.language}", town_frame.current)

    @cached_property
    def has_session(self) -> bool:
        """Only then is the session asked at all: an anonymous page must not depend on it."""
        return settings.SESSION_COOKIE_NAME in self.request.COOKIES or self.signed_in_without_cookie

    @cached_property
    def signed_in_without_cookie(self) -> bool:
        """Requests that tests and programs make with a user set."""
        user = self.request.__dict__.get("user")
        return getattr(user, "is_authenticated", False) is True and "session" not in self.request.__dict__

    @cached_property
    def signed_in(self) -> bool:
        user = getattr(self.request, "user", None)
        return self.has_session and user is not None and user.is_authenticated

    @cached_property
    def person(self) -> Any:
        return getattr(self.request, "person", self.request.user) if self.signed_in else None

    @cached_property
    def person_name(self) -> str:
        return str(self.person) if self.signed_in else ""

    @cached_property
    def person_picture(self) -> str:
        """Address of the person's avatar, if `person.avatar_url` says one (`ground.people`)."""
        return str(getattr(self.person, "avatar_url", "") or "") if self.signed_in else ""

    @cached_property
    def all_main(self) -> list[nav.Item]:
        return nav.items(nav.main, self.request, signed_in=self.signed_in)

    @cached_property
    def main_nav(self) -> list[nav.Item]:
        return [item for item in self.all_main if item.kind != SEARCH]

    @cached_property
    def search_url(self) -> str:
        """The entry called `search` is the search field (its page reads `q`)."""
        return next((item.url for item in self.all_main if item.kind == SEARCH), "")

    @cached_property
    def home_url(self) -> str:
        return reverse("face:manifest").removesuffix("manifest.webmanifest")

    @cached_property
    def desk_url(self) -> str:
        return next(iter(self._desk_doors), self.home_url)

    @cached_property
    def footer_nav(self) -> tuple[tuple[str, tuple[nav.Item, ...]], ...]:
        """Groups in the order of nav.FOOTER."""
        groups: dict[str, list[nav.Item]] = {str(label): [] for label in nav.FOOTER}
        for item in nav.items(nav.footer, self.request, signed_in=self.signed_in):
            groups[str(item.group or nav.FOOTER[-1])].append(item)
        return tuple((label, _anywhere(items)) for label, items in groups.items() if items)

    @cached_property
    def account_nav(self) -> list[nav.Item]:
        return nav.items(nav.account, self.request, signed_in=self.signed_in)

    @cached_property
    def account_count(self) -> int:
        return sum(item.count for item in self.account_nav)

    @cached_property
    def desk_nav(self) -> list[dict[str, Any]]:
        """The side navigation: groups in the order of their first entry, folded but for the one where we are (at first: the first one)."""
        groups: dict[str, list[nav.Item]] = {}
        for item in nav.items(nav.desk, self.request, signed_in=self.signed_in):
            groups.setdefault(str(item.group), []).append(item)
        here = {label for label, items in groups.items() if any(item.current or item.inside for item in items)} - {""}
        first = [label for label in groups if label][:1]
        return [
            {"label": label, "entries": items, "open": label in (here or first), "count": sum(item.count for item in items)}
            for label, items in groups.items()
        ]

    @cached_property
    def has_desk(self) -> bool:
        return bool(self._desk_doors)

    @cached_property
    def _desk_doors(self) -> list[str]:
        return nav.doors(nav.desk, self.request, signed_in=True) if self.signed_in else []

    @cached_property
    def bands(self) -> list[Any]:
        return bands.shown(self.request, signed_in=self.signed_in)

    @cached_property
    def language(self) -> str:
        return get_language() or settings.LANGUAGE_CODE

    @cached_property
    def alternates(self) -> list[dict[str, Any]]:
        """This page in each language of the town."""
        path, mark, query = self.request.get_full_path().partition("?")
        known = [code for code, _name in settings.LANGUAGES if code in self.town.languages]
        return [
            {
                "code": code,
                "name": get_language_info(code)["name_local"].capitalize(),
                "url": _translated(path, self.language, code) + mark + query,
                "current": code == self.language,
            }
            for code in known
        ]

    @cached_property
    def base_url(self) -> str:
        return settings.BASE_URL or f"{self.request.scheme}://{self.request.get_host()}"

    @cached_property
    def canonical(self) -> str:
        return self.base_url + self.request.path

    @cached_property
    def colours_url(self) -> str:
        return stylesheet_url(self.town.colour)

    @cached_property
    def icons(self) -> dict[str, str]:
        colour = self.town.colour
        return {"drawn": belfry.svg_url(colour), "small": belfry.png_url(colour, 48), "touched": belfry.png_url(colour, 180)}

    # Pieces that are kept (`ui.kept`): all that they show is named here.

    @cached_property
    def head(self) -> SafeString:
        return piece("ui/_head_fixed.html", colours_url=self.colours_url, **self.icons)

    @cached_property
    def words(self) -> SafeString:
        return piece("ui/_words_fixed.html")

    @cached_property
    def header(self) -> SafeString:
        said = {"town": self.town, "home_url": self.home_url, "search_url": self.search_url, "entries": tuple(self.main_nav)}
        return filled("ui/_header_fixed.html", {"languages": self.languages, "corner": self.corner}, **said)

    @cached_property
    def footer(self) -> SafeString:
        return filled("ui/_footer_fixed.html", {"languages": self.languages}, town=self.town, groups=self.footer_nav)

    @cached_property
    def languages(self) -> SafeString:
        return SafeString(render_to_string("ui/_languages.html", {"frame": self}))

    @cached_property
    def corner(self) -> SafeString:
        said = {"signed_in": self.signed_in, "entries": _anywhere(self.account_nav), "name": "", "picture": "", "count": 0, "desk_url": ""}
        if not self.signed_in:
            return piece("ui/_corner_fixed.html", csrf_token="", **said)
        desk_url = self.desk_url if self.has_desk else ""
        said |= {"name": self.person_name, "picture": self.person_picture, "count": self.account_count, "desk_url": desk_url}
        return filled("ui/_corner_fixed.html", {"csrf_token": get_token(self.request)}, **said)

    @cached_property
    def messages(self) -> list[Any]:
        """Toasts; asks the session only where there is one."""
        stored = getattr(self.request, "_messages", None)
        return list(stored) if stored is not None and (self.has_session or stored.added_new) else []


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": PageFrame(request)}
