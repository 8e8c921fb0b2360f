"""What those above show beside a page of those below: how to follow a process from elsewhere, say.

A page says where it stands (`{% beside "process" process.pk %}`); whoever has something to show there registers it. It is the same
for everybody, and kept until the next public change.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.safestring import SafeString

from beffroi.kernel.fragments import until_changed
from beffroi.kernel.registry import Registry

Render = Callable[[str, str], SafeString | None]


def nothing(page: str, id: str) -> None:
    """Nothing there."""


@dataclass(frozen=True)
class Beside:
    """`render(page, id)`: into the page, at its head; `head(page, id)`: into the head of its document."""

    kind: str
    render: Render = nothing
    head: Render = nothing
    order: int = 50


besides: Registry[Beside] = Registry("part beside pages")


def shown(where: str, page: str, id: str, language: str) -> SafeString:
    """All that stands there."""

    def make() -> SafeString:
        found = [getattr(one, where)(page, id) for one in sorted(besides, key=lambda one: (one.order, one.kind))]
        return SafeString("".join(text for text in found if text))

    return until_changed(f"beside:{where}:{page}:{id}:{language}", make)
