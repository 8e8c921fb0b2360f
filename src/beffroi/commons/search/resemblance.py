"""Texts that resemble one being written: they share its rare words. (Vectors may take this place; the question stays.)"""

from dataclasses import dataclass
from math import log

from django.db.models import Max, Sum

from beffroi.commons.search import words
from beffroi.commons.search.excerpts import LENGTH, marked
from beffroi.commons.search.index import Asked, Choice, Filters, matches
from beffroi.commons.search.models import Document, Word
from beffroi.kernel.subjects import Subject, cards_of

ASKED = 10
CANDIDATES = 400
ENOUGH = 0.12


@dataclass(frozen=True)
class Similar:
    subject: Subject
    title: str
    url: str
    excerpt: str
    score: float  # the share of the meaning of the text that is found there, 0 to 1


def similar(text: str, *, kind: str, space: Subject | None = None, limit: int = 5, language: str = "fr") -> list[Similar]:
    """Public things of this kind that speak of the same; the nearest first. To be shown, never to decide by itself."""
    stems = set(words.stems(text[:5000], language)[:200])
    known = dict(Word.objects.filter(stem__in=stems).values_list("stem").annotate(Sum("documents")))
    weights = _weights(stems, known)
    rare = _rarest(stems, known)
    if not rare:
        return []
    found = matches(Asked((Choice(frozenset(rare)),)), Filters(kinds=(kind,), space=space), most=CANDIDATES)
    rows = Document.objects.filter(pk__in=[one.id for one in found]).values_list("pk", "title_stems", "text_stems")
    whole = sum(weights.values())
    scored = []
    for pk, title_stems, text_stems in rows:
        in_title = stems & set(title_stems.split())
        shared = in_title | (stems & set(text_stems.split()))
        score = (sum(weights.get(stem, 0) for stem in shared) + 0.5 * sum(weights.get(stem, 0) for stem in in_title)) / (1.5 * whole)
        if score >= ENOUGH and (len(shared) > 1 or len(stems) == 1):
            scored.append((score, pk))
    best = sorted(scored, reverse=True)[: 2 * limit]
    documents = Document.objects.defer("title_stems", "label_stems", "text_stems").in_bulk([pk for _score, pk in best])
    cards = cards_of([document.subject for document in documents.values()])
    similars = []
    for score, pk in best:
        document = documents[pk]
        card = cards.get(document.subject)
        if card and card.is_public:
            excerpt = marked(document.text, stems, language=document.language, length=LENGTH)
            similars.append(Similar(document.subject, document.title, card.url or document.url, excerpt, round(score, 3)))
    return similars[:limit]


def _weights(stems: set[str], known: dict[str, int]) -> dict[str, float]:
    """How much each stem says: the rarer, the more."""
    total = (Document.objects.aggregate(last=Max("pk"))["last"] or 0) + 1
    return {stem: log(1 + total / (1 + known.get(stem, 0))) for stem in stems}


def _rarest(stems: set[str], known: dict[str, int]) -> list[str]:
    """The stems to ask the index for: rare enough that all the texts which have one can be looked at."""
    chosen: list[str] = []
    texts = 0
    for stem in sorted(stems, key=lambda stem: (known.get(stem, 0), stem)):
        texts += known.get(stem, 0)
        if len(chosen) >= ASKED or (texts > CANDIDATES and len(chosen) >= 3):
            break
        chosen.append(stem)
    return chosen
