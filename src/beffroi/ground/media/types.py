"""What upper floors tell media: which pictures and documents they still need."""

from collections.abc import Collection
from typing import Protocol

from beffroi.kernel.registry import Registry


class Keeper(Protocol):
    """Something that keeps pictures or documents by their number, without a foreign key (a waiting form, a text)."""

    kind: str

    def images(self, ids: Collection[int]) -> set[int]:
        """Those of these pictures that are needed."""

    def documents(self, ids: Collection[int]) -> set[int]:
        """Those of these documents that are needed."""

    def videos(self, ids: Collection[int]) -> set[int]:
        """Those of these videos that are needed."""


keepers: Registry[Keeper] = Registry("keeper of media")
