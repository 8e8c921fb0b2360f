"""The sitemap asks every domain for its public addresses (ask up): `sitemap_sections.register(SitemapSection(…))`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from beffroi.kernel.registry import Registry

MOST = 50_000  # sitemaps.org: at most 50,000 addresses a file


@dataclass(frozen=True)
class SitemapSection:
    """`entries()` gives (path, changed at or None) of what is public, in any order, at most MOST."""

    kind: str
    entries: Callable[[], Iterable[tuple[str, datetime | None]]]


sitemap_sections: Registry[SitemapSection] = Registry("sitemap section")
