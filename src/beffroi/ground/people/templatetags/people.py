from typing import Any

from django import template

from beffroi.ground.people.lines import line
from beffroi.ground.people.types import account_sections

register = template.Library()


@register.inclusion_tag("people/_voice.html")
def voice(voice: Any, prefix: str = "", *, link: bool = True, size: str = "small") -> dict[str, Any]:
    """Picture, name and badge of who speaks; from a voice, a VoiceLine, or a dictionary of `lines.columns(prefix)`."""
    return {"line": line(voice, prefix), "link": link, "size": size}


@register.inclusion_tag("people/_portrait.html")
def portrait(voice: Any, prefix: str = "", *, size: str = "small") -> dict[str, Any]:
    """Only the picture, or the drawn initials; says nothing to a screen reader, the name stands beside it."""
    return {"line": line(voice, prefix), "size": size}


@register.simple_tag(takes_context=True)
def account_menu(context: template.Context) -> list[dict[str, Any]]:
    """The pages of one's account, in order; the open one is marked."""
    request = context["request"]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": section.label, "url_name": section.url_name, "is_here": section.url_name == here}
        for section in sorted(account_sections, key=lambda section: section.order)
    ]
