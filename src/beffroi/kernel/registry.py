"""Things of one sort, each under its own `kind`: asked for below, provided above."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Generic, Protocol, TypeVar

from django.core.exceptions import ImproperlyConfigured


class Kind(Protocol):
    @property
    def kind(self) -> str: ...


T = TypeVar("T", bound=Kind)


class Registry(Generic[T]):
    """A lower floor owns the registry and the protocol; upper floors register one object each."""

    def __init__(self, sort: str) -> None:
        self.sort = sort
        self._things: dict[str, T] = {}

    def register(self, thing: T) -> T:
        if thing.kind in self._things:
            raise ImproperlyConfigured(f"two {self.sort}s are called {thing.kind!r}")
        self._things[thing.kind] = thing
        return thing

    def __getitem__(self, kind: str) -> T:
        try:
            return self._things[kind]
        except KeyError:
            known = ", ".join(sorted(self._things))
            raise LookupError(f"no {self.sort} {kind!r} (known: {known})") from None

    def get(self, kind: str) -> T | None:
        """The thing of this kind, None if nobody provides it (any more)."""
        return self._things.get(kind)

    def __contains__(self, kind: str) -> bool:
        return kind in self._things

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._things.values(), key=lambda thing: thing.kind))

    def __len__(self) -> int:
        return len(self._things)

    @contextmanager
    def with_only(self, *things: T) -> Iterator[None]:
        """For tests: these things and no others."""
        kept, self._things = self._things, {thing.kind: thing for thing in things}
        try:
            yield
        finally:
            self._things = kept

    @contextmanager
    def with_more(self, *things: T) -> Iterator[None]:
        """For tests: these things beside the others."""
        kept, self._things = self._things, self._things | {thing.kind: thing for thing in things}
        try:
            yield
        finally:
            self._things = kept
