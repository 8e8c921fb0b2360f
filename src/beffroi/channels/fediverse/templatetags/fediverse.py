import re

from django import template
from django.utils.safestring import SafeString

from beffroi.channels.fediverse.models import Publication
from beffroi.kernel.html import clean
from beffroi.kernel.text import plain

register = template.Library()


@register.simple_tag
def said(publication: Publication) -> SafeString:
    """What a publication says, cleaned once more."""
    return clean(str(publication.document.get("content", "")))


@register.simple_tag
def excerpt_of(publication: Publication) -> str:
    """Its first words, on one line, without the addresses that follow them."""
    said = plain(str(publication.document.get("content", "")))
    words = re.sub(r"\s*https?://\S+", "", said) or said
    return words if len(words) <= 160 else words[:159] + "…"


@register.simple_tag
def options_of(publication: Publication) -> list[str]:
    """The answers of a poll; none if it is no poll."""
    return list(publication.document.get("anyOf") or publication.document.get("oneOf") or [])
