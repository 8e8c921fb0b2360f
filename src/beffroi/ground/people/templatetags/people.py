from typing import Any

from django import template

from beffroi.ground.people.lines import line
from beffroi.ground.people.types import account_sections

register = template.Library()


@register.inclusion_tag("people/_voice.html")
def voice(voice: Any, prefix: str = "", *, at: Any = None, link: bool = True, size: str = "small") -> dict[str, Any]:
    """Picture, name and badge of who speaks, perhaps when; from a voice, a VoiceLine, or a dictionary of `lines.columns(prefix)`."""
    said = line(voice, prefix)
    return {"line": said, "url": said.url if link else "", "at": at, "size": size}


@register.simple_tag(takes_context=True)
def account_menu(context: template.Context) -> list[dict[str, Any]]:
    """The pages of one's account, in order; the open one is marked."""
    request = context["request"]
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {"label": section.label, "url_name": section.url_name, "is_here": section.url_name == here}
        for section in sorted(account_sections, key=lambda section: section.order)
    ]
