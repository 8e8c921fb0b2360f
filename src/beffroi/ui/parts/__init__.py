"""The parts of pages as template tags, `{% load ui %}`; docs/ui.md lists them, /gallery/ shows them."""

from typing import Any

from django import template
from django.template.loader import get_template
from django.utils.safestring import SafeString

register = template.Library()


def rendered(name: str, **context: Any) -> SafeString:
    return SafeString(get_template(f"ui/parts/{name}.html").render(context))
