"""{% load conversations %}: {% conversation subject %}."""

from typing import Any

from django import template

from beffroi.commons.conversations import pages
from beffroi.kernel.subjects import Subject

register = template.Library()


@register.inclusion_tag("conversations/_conversation.html", takes_context=True)
def conversation(context: Any, subject: Subject) -> dict[str, Any]:
    """The thread of a subject with its sorts, forms and paging. Needs `request` in the context."""
    request = context["request"]
    said = pages.conversation(request, subject)
    # A token only where there is a form: a page for anonymous visitors holds none.
    return said | ({"csrf_token": context["csrf_token"]} if said["is_signed_in"] and "csrf_token" in context else {})
