"""Icons, drawings, links that look like buttons, avatars, dates, numbers, data for machines."""

import json
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import pgettext

from beffroi.ui import belfry
from beffroi.ui.avatars import initials, tone
from beffroi.ui.drawings import inline
from beffroi.ui.icons import ICONS
from beffroi.ui.parts import register

NARROW = "\u202f"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A sign of our own set. Decorative unless it has a `label`."""
    named = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" {} focusable="false">{}</svg>',
        named,
        mark_safe(ICONS[name]),
    )


@register.simple_tag
def shared_icons(*names: str) -> SafeString:
    """Once on a page, before `{% shared_icon %}`: signs that a list repeats, so that each row does not carry their lines."""
    symbols = format_html_join("", '<symbol id="sign-{}" viewBox="0 0 24 24">{}</symbol>', ((n, mark_safe(ICONS[n])) for n in names))
    return format_html('<svg hidden aria-hidden="true" focusable="false">{}</svg>', symbols)


@register.simple_tag
def shared_icon(name: str) -> SafeString:
    """A sign of those that `{% shared_icons %}` drew. Decorative."""
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="#sign-{}"/></svg>', name)


@register.simple_tag
def drawing(name: str, label: str = "") -> SafeString:
    """One of our drawings, in the colours of the page. Decorative unless it has a `label`."""
    return inline(name, label)


@register.inclusion_tag("ui/parts/button_link.html")
def button_link(href: str, label: Any, icon: str = "", kind: str = "") -> dict[str, Any]:
    """A link that looks like a button. kind: "" (main), "quiet", "plain", "danger", "small quiet"."""
    return {"href": href, "label": label, "icon": icon, "kind": kind}


@register.simple_tag
def avatar(name: str, size: str = "", picture: str = "") -> SafeString:
    """A portrait, or the initials on a colour that is always the same for one name. size: "", "small", "large"."""
    if picture:
        return format_html('<img class="avatar" data-size="{}" src="{}" alt="" width="40" height="40" loading="lazy">', size, picture)
    return format_html(
        '<span class="avatar" data-size="{}" data-tone="{}" aria-hidden="true">{}</span>', size, tone(str(name)), initials(str(name))
    )


@register.simple_tag
def badge(label: Any, tone: str = "", icon: str = "") -> SafeString:
    """A word about a thing. tone: "", "town", "good", "bell", "brick"."""
    sign = icon_of(icon)
    return format_html('<span class="badge" data-tone="{}">{}{}</span>', tone, sign, label)


def icon_of(name: str) -> SafeString:
    return icon(name) if name else SafeString("")


@register.simple_tag
def when(moment: datetime | date | None, form: str = "") -> SafeString:
    """A date in words, with its machine form. form: "" (date), "time" (date and time), "short", "month"."""
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment) if isinstance(moment, datetime) and timezone.is_aware(moment) else moment
    shapes = {"": "DATE_FORMAT", "time": "DATETIME_FORMAT", "short": "j N", "month": "YEAR_MONTH_FORMAT"}
    text = formats.date_format(local, shapes[form])
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(timespec="minutes") if isinstance(local, datetime) else local.isoformat(), text
    )


@register.filter
def figure(number: float) -> str:
    """12345 → 12 345 (narrow spaces in French), 12,345 in English."""
    return formats.number_format(number, use_l10n=True, force_grouping=True).replace("\xa0", NARROW)


@register.filter
def money(cents: int, currency: str = "€") -> str:
    """Cents → 1 250 €; the cents are shown only when there are some."""
    text = formats.number_format(cents / 100 if cents % 100 else cents // 100, 2 if cents % 100 else 0, force_grouping=True)
    return f"{text.replace(chr(160), NARROW)}\xa0{currency}"


@register.filter
def colon(label: Any) -> str:
    """A label before what it names: "Places:", in French with its narrow space; nothing more after a mark of its own."""
    text = str(label)
    return text if text.endswith(("?", "!", ":")) else pgettext("a label before what it names", "%(label)s:") % {"label": text}


LOCALES = {"fr": "fr_FR", "en": "en_GB"}  # as Open Graph writes languages
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}


@register.simple_tag
def json_ld(data: Any) -> SafeString:
    """A block of schema.org data; it cannot close its own element."""
    text = json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))


@register.inclusion_tag("ui/parts/social.html", takes_context=True)
def social(
    context: Any, title: Any = "", description: Any = "", picture: str = "", type: str = "website", picture_alt: Any = ""
) -> dict[str, Any]:
    """Description and Open Graph of a page; goes into the block `social`. `picture` is an address, full or from the root.

    Without a title the page's own is taken, without a description the town's line, without a picture the town's, then its belfry.
    """
    frame = context["frame"]
    town_picture = picture or frame.town.picture_url
    shown = town_picture or belfry.png_url(frame.town.colour, 512)
    return {
        "frame": frame,
        "title": title or title_of(context),
        "description": description or frame.town.tagline,
        "picture": frame.base_url + shown if shown.startswith("/") else shown,
        "picture_alt": picture_alt,
        "type": type,
        "is_wide": bool(town_picture),
        "locale": LOCALES.get(frame.language, frame.language),
    }


def title_of(context: Any) -> str:
    """What the page itself puts into the block `title`."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks.get_block("title") if blocks else None
    return block.render(context).strip() if block else ""
