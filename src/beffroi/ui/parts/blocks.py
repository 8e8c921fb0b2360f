"""Parts that hold a text of the page: {% callout %}…{% endcallout %} and the like."""

from typing import Any

from django.utils.safestring import SafeString

from beffroi.ui.parts import register, rendered

CALLOUT_ICONS = {"": "info", "good": "check", "bell": "bell", "brick": "warning"}


@register.simple_block_tag
def callout(content: SafeString, tone: str = "", title: Any = "") -> SafeString:
    """A remark beside the text. tone: "" (to know), "good" (done), "bell" (mind), "brick" (stop)."""
    return rendered("callout", content=content, tone=tone, title=title, icon=CALLOUT_ICONS[tone])


@register.simple_block_tag
def official_answer(
    content: SafeString, author: Any = "", role: Any = "", at: Any = None, verdict: Any = "", tone: str = "town"
) -> SafeString:
    """What the town answers, signed and dated. verdict: "Accepted", with its tone: good, town, bell, brick."""
    return rendered("official_answer", content=content, author=author, role=role, at=at, verdict=verdict, tone=tone)


@register.simple_block_tag
def dialog(content: SafeString, id: str, title: Any, wide: bool = False) -> SafeString:
    """A native dialog. Opened by `<button type="button" data-dialog="ID">`, whose fallback is a link to `#ID`."""
    return rendered("dialog", content=content, id=id, title=title, wide=wide)


@register.simple_block_tag
def disclosure(content: SafeString, summary: Any, open: bool = False) -> SafeString:
    """A text that unfolds."""
    return rendered("disclosure", content=content, summary=summary, open=open)


@register.simple_block_tag
def popover(content: SafeString, id: str, label: Any, icon: str = "info") -> SafeString:
    """A small explanation behind a button (native popover)."""
    return rendered("popover", content=content, id=id, label=label, icon=icon)


@register.simple_block_tag
def section(content: SafeString, title: Any, href: str = "", more: Any = "", id: str = "") -> SafeString:
    """A section of a front page: a ruled title, perhaps a link to the whole, then its content."""
    return rendered("section", content=content, title=title, href=href, more=more, id=id)


@register.simple_block_tag
def map_frame(content: SafeString, label: Any, data_url: str = "", id: str = "map") -> SafeString:
    """A picture of the map (SVG) that an island may make interactive (`data-map` = address of its GeoJSON). Its list stands beside."""
    return rendered("map_frame", content=content, label=label, data_url=data_url, id=id)


@register.simple_block_tag
def table(content: SafeString, caption: Any, hide_caption: bool = False) -> SafeString:
    """The frame of a table: caption, and a scroller that the keyboard reaches on narrow screens. Content: thead and tbody."""
    return rendered("table", content=content, caption=caption, hide_caption=hide_caption)
