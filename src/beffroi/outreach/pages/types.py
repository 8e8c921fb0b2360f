"""What other websites may frame: asked for here, told by whoever has news, dates or processes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class WidgetItem:
    title: str
    url: str
    note: str = ""  # one line under the title
    at: datetime | None = None  # shown in words
    has_hour: bool = False


@dataclass(frozen=True)
class WidgetSource:
    """A widget: its word in the address, its title, at most `limit` things, and the page with all of them."""

    kind: str
    label: Any
    items: Callable[[datetime, int], Sequence[WidgetItem]]
    more_url: str  # name of the url
    more_label: Any
    nothing: Any  # said if there is nothing


widget_sources: Registry[WidgetSource] = Registry("widget")
