"""Texts that resemble one another: shared rare words (BM25) for candidates, shared runs of letters for copies.

Two lists in turn find more than any sum of two scores (references/reading.md, 3). A score says "look", never "the same".
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log, sqrt

from beffroi.engines.reading.normal import fold, words

COPY = 0.55  # from there on two texts are copies, with or without typing mistakes
K, B = 1.4, 0.7
STOP = frozenset(
    "a ai ainsi alors apres au aucun aussi autre aux avait avant avec avoir bien bonjour c car ce cela ces cet cette ceux chaque ci comme comment d dans de "
    "depuis des deux devrait doit donc dont du elle elles en encore entre es est et ete etre eu fait faire faudrait faut il ils j je l la le les leur leurs lui m "
    "ma mais me meme merci mes moi mon n ne ni nos notre nous on ont ou par parce pas peu peut plus pour pourquoi pourrait qu quand que quel quelle qui s sa "
    "sans se sera ses si soit son sont sous sur t ta te tes toi ton tous tout toute tres trop tu un une va vos votre vous y the of and to in is it that for on "
    "are with as be at this have from or by we you why when how do does not".split()
)


@dataclass(frozen=True)
class Hit:
    key: object
    score: float
    why: list[str]  # the words they share, the rarest first
    is_copy: bool


def grams(text: str, size: int = 4) -> Counter[str]:
    """Runs of letters, over the ends of words."""
    plain = f" {' '.join(words(text))} "
    return Counter(plain[at : at + size] for at in range(len(plain) - size + 1))


def likeness(one: str, other: str) -> float:
    """Cosine of the runs of letters, 0 to 1."""
    return _cosine(grams(one), grams(other))


def _cosine(one: Mapping[str, int], other: Mapping[str, int]) -> float:
    if not one or not other:
        return 0.0
    few, many = (one, other) if len(one) < len(other) else (other, one)
    dot = sum(count * many.get(gram, 0) for gram, count in few.items())
    return dot / sqrt(sum(n * n for n in one.values()) * sum(n * n for n in other.values()))


def rough_stem(word: str) -> str:
    """The head of a word without its French endings: enough to let « planter » and « plantation » meet."""
    for ending in ("issements", "issement", "ations", "ation", "ements", "ement", "iques", "ique", "euses", "euse", "eurs", "eur", "ables", "able", "antes", "ante",
                   "ants", "ant", "ites", "ite", "iser", "ises", "isee", "ers", "er", "ees", "ee", "es", "ez", "aux", "s", "x", "e"):  # fmt: skip
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


class Index:
    """A small pool of texts, compared with one that is given. Rebuilt at will: 2,000 short texts take about half a second."""

    def __init__(self, texts: Mapping[object, str], stem: Callable[[str], str] = rough_stem) -> None:
        self.stem, self.keys = stem, list(texts)
        self.grams = [grams(text) for text in texts.values()]
        self.terms = [Counter(self._terms(text)) for text in texts.values()]
        self.lengths = [sum(terms.values()) for terms in self.terms]
        self.mean = sum(self.lengths) / len(self.lengths) if self.lengths else 1.0
        self.known = Counter(term for terms in self.terms for term in terms)
        self.postings: dict[str, list[int]] = {}
        for number, terms in enumerate(self.terms):
            for term in terms:
                self.postings.setdefault(term, []).append(number)

    def _terms(self, text: str) -> list[str]:
        return [self.stem(word) for word in words(text) if word not in STOP and len(word) > 1]

    def find(self, text: str, limit: int = 5) -> list[Hit]:
        """The nearest, one by words and one by letters in turn."""
        terms, letters = list(dict.fromkeys(self._terms(text))), grams(text)
        scores = self._bm25(terms)
        by_words = sorted(scores, key=lambda number: (-scores[number], number))[: 4 * limit]
        candidates = by_words if len(self.keys) > 5000 else range(len(self.keys))
        alike = {number: _cosine(letters, self.grams[number]) for number in candidates}
        by_letters = sorted(alike, key=lambda number: (-alike[number], number))[: 4 * limit]
        found: dict[int, None] = {}
        for pair in zip(by_words + [-1] * len(by_letters), by_letters + [-1] * len(by_words), strict=False):
            found |= dict.fromkeys(number for number in pair if number >= 0)
        best = max(scores.values(), default=1.0) or 1.0
        return [self._hit(number, terms, scores.get(number, 0.0) / best, alike.get(number, 0.0)) for number in list(found)[:limit]]

    def _bm25(self, terms: Sequence[str]) -> dict[int, float]:
        scores: dict[int, float] = {}
        total = len(self.keys)
        for term in terms:
            weight = log(1 + (total - self.known[term] + 0.5) / (self.known[term] + 0.5))
            for number in self.postings.get(term, ()):
                often, length = self.terms[number][term], self.lengths[number] / self.mean
                scores[number] = scores.get(number, 0.0) + weight * often * (K + 1) / (often + K * (1 - B + B * length))
        return scores

    def _hit(self, number: int, terms: Sequence[str], score: float, alike: float) -> Hit:
        shared = sorted((term for term in terms if term in self.terms[number]), key=lambda term: self.known[term])
        return Hit(self.keys[number], round(max(alike, 0.5 * score), 3), shared[:5], alike >= COPY)


def is_copy(one: str, other: str) -> bool:
    """The same text, perhaps with typing mistakes, without accents or in capitals."""
    return fold(one) == fold(other) or likeness(one, other) >= COPY
