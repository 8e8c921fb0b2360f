"""Addresses: every domain mounts its own, `beffroi.urls` only collects them.

`mount("forum/", "beffroi.commons.conversations.urls")` in a domain's `plugs.py` gives /forum/ and /en/forum/;
`localized=False` gives one address for all languages (feeds, health, well-known files).
"""

from dataclasses import dataclass


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
