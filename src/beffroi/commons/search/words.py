"""From text to stems: the same way when a text is written and when it is looked for.

Accents are folded before stemming, so that « végétalisée », « vegetalisee » and « végétalisation » meet. The words that
carry no meaning are left out on both sides.
"""

import re
import threading
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

import Stemmer

LONGEST_WORD = 40
MOST_WORDS = 4000

_ALGORITHMS = {"fr": "french", "en": "english"}
_mine = threading.local()  # a stemmer is not to be shared between threads
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_ELISION = re.compile(r"^(?:l|d|j|m|t|s|c|n|qu|jusqu|lorsqu|puisqu|quoiqu)[’'](?=\w)", re.IGNORECASE)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L"})
_TAG = re.compile(r"<[^<>]{1,2000}>")

STOP = {
    "fr": frozenset(
        "a ai aie ainsi alors as au aucun aura aussi autre aux avait avant avec avoir ayant c car ce ceci cela celle celles celui ces cet "
        "cette ceux chaque ci comme comment d dans de depuis des deux doit donc dont du elle elles en encore entre es est et etaient etait "
        "etant ete etes etre eu eux fait faire font il ils j je l la le les leur leurs lui m ma mais me meme mes moi mon n ne ni nos notre "
        "nous on ont ou par parce pas peu peut plus pour pourquoi qu quand que quel quelle quelles quels qui s sa sans se sera ses si soit "
        "son sont sous sur t ta te tes toi ton tous tout toute toutes tres trop tu un une vos votre vous y".split()
    ),
    "en": frozenset(
        "a about after all also an and any are as at be been but by can could did do does for from had has have he her his how i if in into "
        "is it its me more most my no not of on or our out she should so some such than that the their them then there these they this to "
        "too up us was we were what when where which who why will with would you your".split()
    ),
}


@lru_cache(maxsize=5_000)
def fold(word: str) -> str:
    """Without case, accents and ligatures."""
    decomposed = unicodedata.normalize("NFKD", word.translate(_LIGATURES).casefold())
    return "".join(letter for letter in decomposed if letter.isalnum())[:LONGEST_WORD]


def stem(word: str, language: str = "fr") -> str:
    """The stem of a folded word."""
    if language == "fr":
        # Without their accents, the participles in -ée and -ées would keep a letter that -é and -er lose.
        if word.endswith("ees"):
            word = word[:-2]
        elif word.endswith("ee") and len(word) > 4:
            word = word[:-1]
    if word.isdigit() or not word.isascii():
        return word
    return _stemmer(language if language in _ALGORITHMS else "fr").stemWord(word) or word


def _stemmer(language: str) -> Stemmer.Stemmer:
    found = getattr(_mine, language, None)
    if found is None:
        found = Stemmer.Stemmer(_ALGORITHMS[language], 0)  # without a store of its own: asking it again costs less than a microsecond
        setattr(_mine, language, found)
    return found


def tokens(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and folded form of every word."""
    for found in _WORD.finditer(text):
        start, word = found.start(), found.group()
        if elision := _ELISION.match(word):
            start, word = start + elision.end(), word[elision.end() :]
        for part in re.finditer(r"[^’']+", word):
            if folded := fold(part.group()):
                yield start + part.start(), start + part.end(), folded


def stems(text: str, language: str = "fr") -> list[str]:
    """The stems of a text in order, without the words that carry no meaning."""
    stop = STOP.get(language, STOP["fr"])
    found = []
    for _start, _end, word in tokens(text):
        if word not in stop:
            found.append(stem(word, language))
            if len(found) >= MOST_WORDS:
                break
    return found


def readable(text: str) -> str:
    """A text without tags and without the marks of Markdown, on one line: what an excerpt is cut from."""
    text = unescape(_TAG.sub(" ", text)) if "<" in text else text
    text = re.sub(r"!?\[([^\]\n]{0,500})\]\([^)\s]{0,1000}\)", r"\1", text)
    text = re.sub(r"(?m)^\s{0,3}(?:#{1,6}|>|[-*+]|\d{1,3}[.)])\s+", "", text)
    text = re.sub(r"(\*\*|__|~~|`)", "", text)
    return re.sub(r"\s+", " ", text).strip()
