"""Addresses: every domain mounts its own, `beffroi.urls` only collects them.

`mount("forum/", "beffroi.commons.conversations.urls")` in a domain's `plugs.py` gives /forum/ and /en/forum/;
`localized=False` gives one address for all languages (feeds, health, well-known files).
"""

from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, include, path


@dataclass(frozen=True)
class Mount:
    prefix: str
    urls: str
    localized: bool
    order: int


MOUNTS: list[Mount] = []


def mount(prefix: str, urls: str, *, localized: bool = True, order: int = 50) -> None:
    """Mount a urlconf module under a prefix; lower orders are tried first."""
    MOUNTS.append(Mount(prefix, urls, localized, order))


def patterns(*, localized: bool) -> list[URLPattern | URLResolver]:
    """What is mounted, in order; mounts below the same first word (the desk's fifty) are looked at only for it."""
    found: list[URLPattern | URLResolver] = []
    below: dict[str, list[URLPattern | URLResolver]] = {}
    for each in sorted((one for one in MOUNTS if one.localized is localized), key=lambda one: one.order):
        word, slash, rest = each.prefix.partition("/")
        if not slash:
            found.append(path(each.prefix, include(each.urls)))
            continue
        if word not in below:
            below[word] = []
            found.append(path(f"{word}/", include(below[word])))
        below[word].append(path(rest, include(each.urls)))
    return found
