"""{% load conversations %}: {% conversation subject %}, {% conversation subject columns=True %}."""

from typing import Any

from django import template

from beffroi.commons.conversations import pages
from beffroi.commons.conversations.rules import Known
from beffroi.kernel.subjects import Subject

register = template.Library()


@register.inclusion_tag("conversations/_conversation.html", takes_context=True)
def conversation(
    context: Any,
    subject: Subject,
    columns: bool = False,
    asks_stance: bool | None = None,
    known: Known | None = None,
    said: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """The thread of a subject with its title, sorts, forms and paging. Needs `request` in the context.

    `said`: what `pages.conversation` gave, where the view has asked for it. `known`: what the page has found out already, so that it is not asked again. `columns`: for, against and nuance side by side. `asks_stance`: what a thread will ask that nobody has begun yet.
    """
    said = said or pages.conversation(context["request"], subject, columns=columns, asks_stance=asks_stance, known=known)
    # A token only where there is a form: a page for anonymous visitors holds none.
    return said | ({"csrf_token": context["csrf_token"]} if said["is_signed_in"] and "csrf_token" in context else {})
