"""Navigation: each domain registers its own entries, the frames only show them.

nav.main.register(Entry("forum", _("Forum"), "conversations:forum", order=40))
nav.desk.register(Entry("queue", _("Moderation"), "moderation:queue", icon="flag", right="moderation:flag:decide", count=waiting))
nav.account.register(Entry("sign-in", _("Sign in"), "account_login", who="anonymous"))
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.translation import get_language, pgettext_lazy

from beffroi.kernel.access import must_pass, standing_of
from beffroi.kernel.fragments import Frozen
from beffroi.kernel.registry import Registry

Who = Literal["everybody", "anonymous", "signed in"]


_frozen = Frozen(500)


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


def items(entries: Registry[Entry], request: HttpRequest, *, signed_in: bool) -> list[Item]:
    """What this visitor sees of a registry, in order; asks no right and no count of an anonymous visitor."""
    person = getattr(request, "person", request.user) if signed_in else None
    path, shown = request.path, []
    # Of "/bureau/" and "/bureau/publications/" only the nearer one holds the page.
    offered = _offered(entries, request, signed_in=signed_in)
    nearest = max((len(item.url) for _entry, item in offered if _holds(item.url, path)), default=0)
    for entry, item in offered:
        count = entry.count(person) if entry.count and signed_in else 0
        is_inside = len(item.url) == nearest and _holds(item.url, path)
        shown.append(replace(item, current=path == item.url, inside=is_inside, count=count) if count or is_inside else item)
    return shown


def doors(entries: Registry[Entry], request: HttpRequest, *, signed_in: bool) -> list[str]:
    """Addresses of the entries that ask for a right, of which this visitor has it; no count is asked."""
    return [item.url for entry, item in _offered(entries, request, signed_in=signed_in) if entry.right]


def _holds(url: str, path: str) -> bool:
    return path == url or (url.count("/") > 1 and path.startswith(url))


def _offered(entries: Registry[Entry], request: HttpRequest, *, signed_in: bool) -> tuple[tuple[Entry, Item], ...]:
    """What visitors of this standing are offered, whatever page they are on."""
    language, urlconf = get_language(), get_urlconf()
    standing = standing_of(request) if signed_in else None

    def found() -> tuple[tuple[Entry, Item], ...]:
        made = []
        for entry in sorted(entries, key=lambda entry: (entry.order, entry.kind)):
            if (entry.who == "anonymous" and signed_in) or (entry.who == "signed in" and not signed_in):
                continue
            if entry.right and (not signed_in or must_pass(request, entry.right) is not None):
                continue
            if not entry.shown():  # asked last: it may cost a query
                continue
            try:
                url = reverse(entry.url_name, urlconf=urlconf)
            except NoReverseMatch:  # the domain is there, its pages are not mounted
                continue
            made.append((entry, Item(entry.kind, str(entry.label), url, entry.icon, str(entry.group), entry.post, False, False, 0)))
        return tuple(made)

    return _frozen.until_changed((entries.sort, len(list(entries)), signed_in, standing, language, urlconf), found)
