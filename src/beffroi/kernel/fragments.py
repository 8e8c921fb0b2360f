"""Cards rendered once and kept: the key is (kind, pk, version, language, role), so nothing needs to be invalidated.

Twenty cards cost one `get_many` instead of twenty renders (references: measured 20 times cheaper).
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, ClassVar, TypeVar

from django.core.cache import cache
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from beffroi.kernel import edition
from beffroi.kernel.subjects import Card, Subject, cards_of

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


def render_many(kind: str, rows: Iterable[Any], render: Callable[[Any], SafeString], *, role: str = "public") -> Sequence[SafeString]:
    """The rendered card of each row, in order. A row has `pk` and `version` (object or dict)."""
    language = get_language()
    keyed = [(f"card:{kind}:{_get(row, 'pk')}:{_get(row, 'version')}:{language}:{role}", row) for row in rows]
    found = cache.get_many([key for key, _row in keyed])
    made = {key: render(row) for key, row in keyed if key not in found}
    if made:
        cache.set_many(made, 3600)
    return [SafeString(found.get(key) or made[key]) for key, _row in keyed]


def until_changed(key: str, make: Callable[[], T]) -> T:
    """What `make()` reads, kept until the next public change of the town: for what is the same for everybody and does not
    depend on the hour. Whatever changes it must bump the edition. Outside requests nothing is kept. Each caller gets a copy.
    """
    number = edition.settled()
    if number is None:
        return make()
    key = f"{key}:{number}"
    kept = cache.get(key)
    if kept is None:
        kept = (make(),)
        cache.set(key, kept, 3600)
    return kept[0]


class Frozen:
    """The same for what nobody can change (plain words, tuples, frozen things): all callers get the very same object, no copy.
    At most so many; whoever was not asked for longest leaves.
    """

    every: ClassVar[list["Frozen"]] = []

    def __init__(self, most: int) -> None:
        self.most, self._things = most, {}  # type: int, dict[tuple[Hashable, int], Any]
        self.every.append(self)

    def until_changed(self, key: Hashable, make: Callable[[], T]) -> T:
        number = edition.settled()
        if number is None:
            return make()
        found = self._things.pop((key, number), self)
        if found is self:
            found = make()
        self._things[key, number] = found
        self._trim()
        return found

    def many(self, keys: Collection[K], make: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """The same for several at once: `make` is asked for those that are not known. What has no answer is remembered as well."""
        number = edition.settled()
        if number is None:
            return dict(make(list(keys)))
        found = {key: self._things.get((key, number), self) for key in keys}
        if unknown := [key for key, thing in found.items() if thing is self]:
            made = make(unknown)
            for key in unknown:
                found[key] = self._things[key, number] = made.get(key)
            self._trim()
        return {key: thing for key, thing in found.items() if thing is not None}

    def _trim(self) -> None:
        while len(self._things) > self.most:
            with suppress(KeyError, StopIteration, RuntimeError):  # another thread was quicker
                del self._things[next(iter(self._things))]

    @classmethod
    def forget(cls) -> None:
        """For tests, whose editions begin again."""
        for one in cls.every:
            one._things.clear()


_cards = Frozen(1000)


def cards_kept(subjects: Collection[Subject]) -> dict[Subject, Card]:
    """Like `cards_of`, for public lists of things of many kinds: each kind is asked once, then not again until the next change."""
    language = get_language() or ""

    def make(keys: list[tuple[Subject, str]]) -> dict[tuple[Subject, str], Card]:
        return {(subject, language): card for subject, card in cards_of([subject for subject, _language in keys]).items()}

    return {subject: card for (subject, _language), card in _cards.many([(one, language) for one in subjects], make).items()}


def _get(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, dict) else getattr(row, name)
