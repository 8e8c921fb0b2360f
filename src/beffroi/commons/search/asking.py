"""From what a person typed to what the index is asked."""

import re
from dataclasses import dataclass

from django.db.models import Q

from beffroi.commons.search import words
from beffroi.commons.search.index import Asked, Choice
from beffroi.commons.search.models import Neighbour, Word

LONGEST = 200
MOST_TERMS = 10
_QUOTED = re.compile(r'["“”]([^"“”]+)["“”]|«([^«»]+)»')


@dataclass(frozen=True)
class Term:
    """A word of the question: as typed, folded, and its stems in the languages of the site."""

    typed: str
    folded: str
    stems: frozenset[str]


@dataclass(frozen=True)
class Question:
    """The words and the phrases of what was typed."""

    text: str
    terms: tuple[Term, ...]
    phrases: tuple[tuple[str, ...], ...]

    @property
    def is_empty(self) -> bool:
        return not self.terms and not self.phrases

    @property
    def all_stems(self) -> frozenset[str]:
        return frozenset().union(*(term.stems for term in self.terms), *(frozenset(phrase) for phrase in self.phrases))

    def exact(self) -> Asked:
        """All the words, as they are."""
        return Asked((*self._phrases(), *(Choice(term.stems) for term in self.terms)))

    def typing(self, endings: frozenset[str]) -> Asked:
        """All the words; the last one is perhaps not finished."""
        if not self.terms:
            return self.exact()
        *before, last = self.terms
        return Asked((*self._phrases(), *(Choice(term.stems) for term in before), Choice(last.stems | endings, prefix=last.folded)))

    def widened(self, endings: frozenset[str], typos: dict[str, frozenset[str]]) -> Asked:
        """All the words, with the endings of the last one and what may have been meant."""
        choices = []
        for place, term in enumerate(self.terms, start=1):
            stems = term.stems | typos.get(term.folded, frozenset())
            is_last = place == len(self.terms)
            choices.append(Choice(stems | endings, prefix=term.folded) if is_last and len(term.folded) >= 3 else Choice(stems))
        return Asked((*self._phrases(), *choices))

    def any_of(self, typos: dict[str, frozenset[str]]) -> Asked:
        """At least one of the words."""
        choices = [Choice(term.stems | typos.get(term.folded, frozenset())) for term in self.terms]
        return Asked((*self._phrases(), *choices), any_is_enough=True)

    def _phrases(self) -> list[Choice]:
        return [Choice(phrase=phrase) for phrase in self.phrases]


def read(text: str) -> Question:
    """Read what was typed: phrases in quotes, then words."""
    text = text.replace("\0", " ")[:LONGEST]
    phrases = []
    for quoted in _QUOTED.finditer(text):
        stems = tuple(words.stems(quoted.group(1) or quoted.group(2)))
        if stems:
            phrases.append(stems[:MOST_TERMS])
    terms: dict[str, Term] = {}
    bare = _QUOTED.sub(" ", text)
    for start, end, folded in words.tokens(bare):
        if folded not in words.STOP["fr"] and folded not in words.STOP["en"]:
            either = frozenset(words.stem(folded, language) for language in ("fr", "en"))
            terms.setdefault(folded, Term(bare[start:end], folded, either))
    return Question(text.strip(), tuple(terms.values())[:MOST_TERMS], tuple(phrases[:3]))


def endings(question: Question) -> frozenset[str]:
    """Stems of the words that begin like the last one: « végétalisat » finds « végétalisation », whose stem is shorter."""
    if not question.terms or len(question.terms[-1].folded) < 3:
        return frozenset()
    begun = question.terms[-1].folded
    after = begun + "\U0010ffff"
    found = Word.objects.filter(word__gte=begun, word__lt=after).order_by("-documents").values_list("stem", flat=True)[:12]
    return frozenset(stem for stem in found if not stem.startswith(begun))  # the index finds those by themselves


def what_was_meant(question: Question) -> dict[str, Word]:
    """For each word that no text uses, the nearest one that texts do use."""
    doubtful = {term.folded: term for term in question.terms if len(term.folded) >= 4 and not term.folded.isdigit()}
    if not doubtful:
        return {}
    stems = frozenset().union(*(term.stems for term in doubtful.values()))
    known = list(Word.objects.filter(Q(word__in=doubtful) | Q(stem__in=stems)).values_list("word", "stem"))
    known_words, known_stems = {word for word, _stem in known}, {stem for _word, stem in known}
    unknown = [folded for folded, term in doubtful.items() if folded not in known_words and not term.stems & known_stems]
    if not unknown:
        return {}
    near = Neighbour.objects.filter(form__in=set().union(*(forms(word) for word in unknown))).select_related("word")
    candidates = {row.word.word: row.word for row in near[:2000]}
    meant = {}
    for folded in unknown:
        allowed = 1 if len(folded) < 6 else 2
        ranked = sorted(
            (apart, -word.documents, word.word)
            for word in candidates.values()
            if (apart := distance(folded, word.word, allowed)) <= allowed
        )
        if ranked:
            meant[folded] = candidates[ranked[0][2]]
    return meant


def corrected(question: Question, meant: dict[str, Word]) -> str:
    """What was typed, with the words that were meant in their place."""
    text = question.text
    for term in question.terms:
        if term.folded in meant:
            shown = meant[term.folded].shown.replace("\\", "")
            text = re.sub(rf"(?<!\w){re.escape(term.typed)}(?!\w)", shown, text)
    return text if text != question.text else ""


def forms(word: str) -> set[str]:
    """The word, and the word with each letter left out."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def distance(one: str, other: str, most: int) -> int:
    """Letters to add, leave out, replace or swap with the next; counted up to `most` + 1."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
