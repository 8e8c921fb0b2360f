"""Navigation: each domain registers its own entries, the frames only show them.

nav.main.register(Entry("forum", _("Forum"), "conversations:forum", order=40))
nav.desk.register(Entry("queue", _("Moderation"), "moderation:queue", icon="flag", right="moderation:flag:decide", count=waiting))
nav.account.register(Entry("sign-in", _("Sign in"), "account_login", who="anonymous"))
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language, pgettext_lazy

from beffroi.kernel.access import must_pass
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.registry import Registry

Who = Literal["everybody", "anonymous", "signed in"]


def always() -> bool:
    return True


@dataclass(frozen=True)
class Entry:
    """One entry. `count(person)` is asked on the desk and in the account menu only, never for an anonymous visitor."""

    kind: str
    label: Any
    url_name: str
    order: int = 50
    icon: str = ""
    right: str = ""
    who: Who = "everybody"
    count: Callable[[Any], int] | None = None
    group: Any = ""  # desk and footer: the heading it stands under
    post: bool = False  # a button that sends a form (signing out); for signed-in people only
    shown: Callable[[], bool] = always  # a feature that the town may switch off: asked again after a public change


@dataclass(frozen=True)
class Item:
    """An entry as one page shows it."""

    kind: str
    label: Any
    url: str
    icon: str
    group: Any
    post: bool
    current: bool  # this very page
    inside: bool  # this page or one below it
    count: int


# Headings of the footer, in this order; an entry without one stands under the last.
TAKE_PART, TOWN_HALL = pgettext_lazy("footer", "Take part"), pgettext_lazy("footer", "The town hall")
BE_TOLD, IN_THE_OPEN = pgettext_lazy("footer", "Be told"), pgettext_lazy("footer", "In the open")
FOOTER = (TAKE_PART, TOWN_HALL, BE_TOLD, IN_THE_OPEN)

main: Registry[Entry] = Registry("entry of the main navigation")
footer: Registry[Entry] = Registry("entry of the footer")
desk: Registry[Entry] = Registry("entry of the desk's navigation")
account: Registry[Entry] = Registry("entry of the account menu")


def _is_shown(entry: Entry) -> bool:
    return entry.shown is always or until_changed(f"ui:shown:{entry.url_name}", entry.shown)


@lru_cache(maxsize=512)
def _address(url_name: str, language: str | None, urlconf: str | None) -> str:
    return reverse(url_name, urlconf=urlconf)


def items(entries: Iterable[Entry], request: HttpRequest, *, signed_in: bool) -> list[Item]:
    """What this visitor sees of a registry, in order; asks no right and no count of an anonymous visitor."""
    shown = []
    for entry in sorted(entries, key=lambda entry: (entry.order, entry.kind)):
        if (entry.who == "anonymous" and signed_in) or (entry.who == "signed in" and not signed_in) or not _is_shown(entry):
            continue
        if entry.right and (not signed_in or must_pass(request, entry.right) is not None):
            continue
        try:
            url = _address(entry.url_name, get_language(), get_urlconf())
        except NoReverseMatch:  # the domain is there, its pages are not mounted
            continue
        person = getattr(request, "person", request.user) if signed_in else None
        count = entry.count(person) if entry.count and signed_in else 0
        current = request.path == url
        inside = current or (url.count("/") > 1 and request.path.startswith(url))
        shown.append(Item(entry.kind, str(entry.label), url, entry.icon, str(entry.group), entry.post, current, inside, count))
    # Of "/bureau/" and "/bureau/publications/" only the nearer one holds the page.
    nearest = max((len(item.url) for item in shown if item.inside), default=0)
    return [replace(item, inside=item.inside and len(item.url) == nearest) for item in shown]
