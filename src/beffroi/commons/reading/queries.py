"""Reading texts: what stands out in them, and what was said before that resembles them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.cache import cache

from beffroi.commons.reading.types import FLAGS, PERSONAL, POINTS, PRIVATE_POINTS, TONES, Hints, Mark
from beffroi.commons.search.queries import similar
from beffroi.engines.reading import flags, languages, personal
from beffroi.engines.reading.similar import is_copy, likeness
from beffroi.kernel.subjects import Subject

VERSION = 1  # raised with the engine: what was found by the one before is forgotten
KEPT = 24 * 3600
LONGEST = 20_000


def hints(text: str, language: str = "fr") -> Hints:
    """What stands out in one text; `language` of the page or of the account decides where the text says nothing."""
    return hints_of([text], language)[0]


def hints_of(texts: Sequence[str], language: str = "fr") -> list[Hints]:
    """The same for the rows of a list: one look into the cache."""
    keys = [_key(text, language) for text in texts]
    found: dict[str, Any] = cache.get_many(set(keys))
    made = {}
    for key, text in zip(keys, texts, strict=True):
        if key not in found:
            found[key] = made[key] = _read(text[:LONGEST], language)
    if made:
        cache.set_many(made, KEPT)
    return [_hints(found[key]) for key in keys]


def _key(text: str, language: str) -> str:
    return f"reading:{VERSION}:{language}:{sha256(text.encode('utf-8', 'replace')).hexdigest()[:40]}"


def _read(text: str, language: str) -> dict[str, Any]:
    """Plain values, so that what is kept outlives our classes."""
    guess = languages.detect(text, hint=language)
    private: dict[str, list[str]] = {}
    for span in likely(text):
        private.setdefault(span.kind, []).append(span.text)
    return {
        "language": guess.language,
        "is_sure": guess.is_sure,
        "flags": [(flag.kind, flag.words) for flag in flags.look(text)],
        "private": list(private.items()),
    }


def _hints(said: dict[str, Any]) -> Hints:
    marks = [Mark(kind, FLAGS[kind], words, TONES[kind], POINTS[kind]) for kind, words in said["flags"]]
    marks += [Mark(kind, PERSONAL[kind], words, "", PRIVATE_POINTS) for kind, words in said["private"]]
    return Hints(said["language"], said["is_sure"], marks)


def likely(text: str) -> list[personal.Span]:
    """Personal data that are worth a warning; a street number alone is where the lamp is broken."""
    return [span for span in personal.find(text[:LONGEST]) if span.certainty >= personal.LIKELY]


@dataclass(frozen=True)
class Earlier:
    """Something public that resembles a text."""

    subject: Subject
    title: str
    url: str
    excerpt: str  # safe HTML
    is_copy: bool


def earlier(text: str, *, kind: str = "question", limit: int = 5, language: str = "fr") -> list[Earlier]:
    """What was said before on the same matter: nearly the same title first, then shared rare words. To be shown, never to decide."""
    text = text[:LONGEST].replace("\0", "")
    first = text.strip().split("\n")[0]
    found = similar(text, kind=kind, limit=3 * limit, language=language)
    ordered = sorted(
        enumerate(found), key=lambda pair: (-likeness(first, pair[1].title) if likeness(first, pair[1].title) > 0.4 else 0.0, pair[0])
    )
    return [Earlier(hit.subject, hit.title, hit.url, hit.excerpt, is_copy(first, hit.title)) for _place, hit in ordered[:limit]]
