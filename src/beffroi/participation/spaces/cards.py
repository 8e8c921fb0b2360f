"""The card of something that stands in a component: one place says when the public may see it."""

from beffroi.kernel.subjects import Card, Subject
from beffroi.participation.spaces.models import Component


def card_in(
    component: Component | None,
    subject: Subject,
    *,
    title: str,
    url: str,
    excerpt: str = "",
    shown: bool = True,
    voice_id: int | None = None,
) -> Card:
    """Public only if it is shown itself, and its component, and the process or group around it. `component.process` is loaded.

    None: what stands in no component is the town's own, public as soon as it is shown.
    """
    space = Subject("process", component.process_id) if component else None
    is_public = shown and (component is None or (component.is_public and component.process.is_public))
    return Card(subject=subject, title=title, url=url, excerpt=excerpt, is_public=is_public, voice_id=voice_id, space=space)
