from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from beffroi.outreach.alerts.hazards import HAZARDS

register = template.Library()


@register.simple_tag
def pictogram(hazard: str) -> SafeString:
    """The sign of a hazard, beside its words."""
    return format_html(
        '<svg class="icon pictogram" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{}"/></svg>',
        HAZARDS[hazard].sign,
    )
