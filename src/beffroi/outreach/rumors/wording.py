"""Words of a claim and of a headline: which rumours say the same, and whether a headline repeats what it denies."""

import re
from collections.abc import Iterable

from beffroi.engines.reading.normal import fold, words
from beffroi.engines.reading.similar import STOP, likeness, rough_stem

ALIKE_WORDS, ALIKE_LETTERS = 0.6, 0.55
REPEATED = 0.75
_NOTHING = frozenset(
    {"pas", "non", "plus", "faux", "vrai", "not", "no", "false", "true", "rumeur", "rumour", "rumor", "va", "sera", "will"}
)
_LABEL = re.compile(
    r"^(non|no|faux|fausse|vrai|vraie|intox|info ou intox|rumeur|rumour|rumor|false|true|fact ?check|verification)\b", re.IGNORECASE
)


def terms(text: str) -> set[str]:
    """What the text is about, without the words that every text has."""
    return {rough_stem(word) for word in words(text) if word not in STOP and word not in _NOTHING and len(word) > 1}


def is_alike(one: str, other: str) -> bool:
    """Do two claims say the same? A suggestion only: somebody looks."""
    mine, theirs = terms(one), terms(other)
    shared = mine & theirs
    return len(shared) >= 2 and len(shared) >= ALIKE_WORDS * min(len(mine), len(theirs)) or likeness(one, other) >= ALIKE_LETTERS


def alike(claim: str, others: Iterable[tuple[int, str]], limit: int = 5) -> list[int]:
    """Those of the others that say the same, the nearest first."""
    found = [(likeness(claim, text), pk) for pk, text in others if is_alike(claim, text)]
    return [pk for _score, pk in sorted(found, key=lambda pair: (-pair[0], pair[1]))[:limit]]


def repeats(headline: str, claim: str) -> bool:
    """Nearly every word of the claim stands in the headline: denied or not, it spreads it."""
    said = terms(claim)
    return len(said) > 1 and len(said & terms(headline)) > REPEATED * len(said)


def is_label(headline: str) -> bool:
    """It begins with the verdict, and leaves the fact for later."""
    return bool(_LABEL.match(fold(headline).strip(" «»“”\"'")))
