"""{% load reading %}: {% hints text language="fr" %} shows the team what stands out in a text."""

from typing import Any

from django import template

from beffroi.commons.reading import queries

register = template.Library()


@register.inclusion_tag("reading/_hints.html")
def hints(text: str, language: str = "fr", page_language: str = "fr") -> dict[str, Any]:
    """What stands out, with the words that made it stand out; nothing if nothing does."""
    found = queries.hints(str(text or ""), language)
    return {
        "marks": found.marks,
        "advice": found.advice,
        "language": found.language if found.is_sure and found.language != page_language else "",
    }
