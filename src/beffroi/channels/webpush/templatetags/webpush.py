from django import template

from beffroi.channels.webpush import actions
from beffroi.kernel import clock

register = template.Library()


@register.simple_tag
def push_key() -> str:
    """The town's public key, for a form with `data-push` (assets/islands/push.js does the rest)."""
    return actions.keys(at=clock.now()).public
