"""What those above put beside a page."""

from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language

from beffroi.ui import beside as parts
from beffroi.ui.parts import register


@register.simple_tag
def beside(page: str, id: Any = "") -> SafeString:
    """What those above show on this page: {% beside "process" process.pk %}."""
    return parts.shown("render", page, str(id), get_language() or "")


@register.simple_tag
def beside_head(page: str, id: Any = "") -> SafeString:
    """The same, into the head of the document."""
    return parts.shown("head", page, str(id), get_language() or "")
