"""{% load topics %}: {% tags subject %} and {% links subject %}."""

from django import template

from beffroi.commons.topics import queries
from beffroi.kernel.subjects import Subject

register = template.Library()


@register.inclusion_tag("topics/_tags.html")
def tags(subject: Subject) -> dict:
    """The topics of one subject. Lists read `queries.tags_of` once and include topics/_tags.html with `tags`."""
    return {"tags": queries.tags_of([subject])[subject]}


@register.inclusion_tag("topics/_links.html")
def links(subject: Subject) -> dict:
    """What is related to the subject, both ways."""
    return {"groups": queries.links_of(subject)}
