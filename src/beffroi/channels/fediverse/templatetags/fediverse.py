from django import template
from django.utils.safestring import SafeString

from beffroi.channels.fediverse.models import Publication
from beffroi.kernel.html import clean

register = template.Library()


@register.simple_tag
def said(publication: Publication) -> SafeString:
    """What a publication says, cleaned once more."""
    return clean(str(publication.document.get("content", "")))
