"""What can be followed: one source for each kind of thing. Groups register theirs when they come."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from beffroi.kernel.registry import Registry


@dataclass(frozen=True)
class Face:
    """How something is shown on the fediverse. `url`: its page here, from the root."""

    ref: str
    username: str  # wished for; another near it if it is taken
    name: str
    summary: str
    url: str


class Source:
    """One kind of thing that can have an account of its own."""

    kind: str  # of Presence
    actor_kind: str  # of the fediverse's actors: process, group, official, feed
    label: Any
    is_asked = False  # opened one by one, with the person's consent

    def faces(self, refs: Collection[str] | None = None) -> list[Face]:
        """Those of these that are public now; None: all."""
        raise NotImplementedError


sources: Registry[Source] = Registry("source of what can be followed")
