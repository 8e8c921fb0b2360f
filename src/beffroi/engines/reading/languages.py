"""Which language a short text is in: small words that only one language has, then letters and their neighbours.

Each language is described by its most frequent words (learnt by heart by everybody who speaks it) and a few sentences of our own,
from which pairs and triples of letters are counted. Regional languages of France are there, since their speakers write to the town.
Under twenty letters, and where two languages are close, the answer is uncertain and says so.
"""

from dataclasses import dataclass, field
from functools import lru_cache
from math import exp, log

from beffroi.engines.reading.normal import readable
from beffroi.engines.reading.samples import SAMPLES, WORDS

SURE = 0.7  # from there on the answer may be used without asking
FEWEST = 3  # letters
MOST = 1200  # letters read
_FLOOR = log(1e-5)
SCRIPTS = (
    ("ar", 0x0600, 0x06FF),
    ("ru", 0x0400, 0x04FF),
    ("el", 0x0370, 0x03FF),
    ("he", 0x0590, 0x05FF),
    ("zh", 0x4E00, 0x9FFF),
    ("hy", 0x0530, 0x058F),
)


@dataclass(frozen=True)
class Guess:
    language: str  # ISO 639; "" if there is nothing to read
    certainty: float
    words: list[str] = field(default_factory=list)  # that speak for it

    @property
    def is_sure(self) -> bool:
        return self.certainty >= SURE


def detect(text: str, *, hint: str = "fr") -> Guess:
    """The likeliest language. `hint` (of the page, of the account) decides where the text says nothing."""
    plain = _clean(text)
    letters = [letter for letter in plain if letter.isalpha()]
    if len(letters) < FEWEST:
        return Guess(hint if letters else "", 0.0)
    if found := _by_script(letters):
        return found
    words = plain.split()
    scores = {language: _score(plain, words, language) for language in SAMPLES}
    scores[hint] = scores.get(hint, _FLOOR * 10) + 0.5
    best = max(scores, key=lambda language: scores[language])
    total = sum(exp(max(score - scores[best], -50)) for score in scores.values())
    certainty = min(1 / total, min(len(letters) / 24, 1.0) * 0.99)
    return Guess(best, round(certainty, 3), [word for word in dict.fromkeys(words) if word in _vocabulary()[best]][:5])


def _clean(text: str) -> str:
    """Small letters and spaces; addresses, mentions, tags and digits say nothing of a language."""
    kept = [word for word in readable(text[: 4 * MOST]).split() if not word.startswith(("http", "www.", "@", "#")) and "@" not in word]
    lower = " ".join(kept).lower().replace("’", "'")
    return " ".join("".join(letter if letter.isalpha() or letter == "'" else " " for letter in lower).replace("'", "' ").split())[:MOST]


def _by_script(letters: list[str]) -> Guess | None:
    for language, first, last in SCRIPTS:
        share = sum(first <= ord(letter) <= last for letter in letters) / len(letters)
        if share > 0.6:
            return Guess(language, 0.95 if len(letters) > 8 else 0.7)
    return None


def _score(plain: str, words: list[str], language: str) -> float:
    """The sum of what words and letters say, in natural logarithms; tempered, since neighbours repeat one another."""
    known, grams = _vocabulary()[language], _grams()[language]
    by_words = sum(log(1 + 6 / _shared()[word]) for word in words if word in known)
    text = f" {plain} "
    rows = [grams.get(text[at : at + 3], _FLOOR) for at in range(len(text) - 2)]
    return 1.6 * by_words + 0.28 * sum(rows)


@lru_cache(maxsize=1)
def _vocabulary() -> dict[str, frozenset[str]]:
    return {language: frozenset(words.split()) for language, words in WORDS.items()}


@lru_cache(maxsize=1)
def _shared() -> dict[str, int]:
    """In how many languages a small word lives: « de » says little."""
    found: dict[str, int] = {}
    for words in _vocabulary().values():
        for word in words:
            found[word] = found.get(word, 0) + 1
    return found


@lru_cache(maxsize=1)
def _grams() -> dict[str, dict[str, float]]:
    """Log frequencies of triples of letters, of the sentences and of the frequent words."""
    tables = {}
    for language, sample in SAMPLES.items():
        counts: dict[str, int] = {}
        for text, weight in ((sample, 2), (WORDS[language], 1)):
            padded = f" {_clean_sample(text)} "
            for at in range(len(padded) - 2):
                gram = padded[at : at + 3]
                counts[gram] = counts.get(gram, 0) + weight
        total = sum(counts.values())
        tables[language] = {gram: max(log((count + 0.2) / total), _FLOOR) for gram, count in counts.items()}
    return tables


def _clean_sample(text: str) -> str:
    lower = readable(text).lower().replace("’", "'")
    return " ".join("".join(letter if letter.isalpha() or letter == "'" else " " for letter in lower).replace("'", "' ").split())
