"""{% load moderation %}: {% flag_link subject %} and {% hidden_notice subject %}."""

from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from beffroi.commons.moderation import queries
from beffroi.kernel.subjects import Subject

register = template.Library()


@register.simple_tag
def flag_link(subject: Subject, whole: bool = False) -> SafeString:
    """A link to the page where one reports it; the same for everybody, so that the edge may keep the page.

    `whole`: say to whom, where "report" alone could mean something else.
    """
    label = _("Report to the moderators") if whole else _("Report")
    return format_html('<a class="flag-link" rel="nofollow" href="{}">{}</a>', reverse("moderation:flag", args=[subject]), label)


@register.inclusion_tag("moderation/_notice.html")
def hidden_notice(subject: Subject, is_mine: bool = False) -> dict[str, Any]:
    """What stands in the place of something hidden: the rule and the reason. Nothing if no decision holds."""
    return {"notice": queries.notices([subject]).get(subject), "is_mine": is_mine}
