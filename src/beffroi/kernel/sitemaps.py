"""What search engines may be told of: each domain registers one section, `sites.portal` writes the sitemaps.

Sections are read by keyset, so that a town of any size is written piece by piece.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from beffroi.kernel.registry import Registry


class SitemapEntry(NamedTuple):
    """One public page: its number in its section, its address (a path), when it last changed."""

    id: int
    url: str
    changed_at: datetime | None


@dataclass(frozen=True)
class SitemapSection:
    """`entries(after, limit)`: public pages whose number is above `after`, ascending, at most `limit`."""

    kind: str
    entries: Callable[[int, int], Sequence[SitemapEntry]]


sitemap_sections: Registry[SitemapSection] = Registry("section of the sitemap")
