"""Names of streets made comparable: no accents, no signs, abbreviations written out, small words apart."""

import re
import unicodedata
from collections.abc import Iterator

ABBREVIATIONS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "bvd": "boulevard", "boul": "boulevard",
    "pl": "place", "r": "rue", "rte": "route", "ch": "chemin", "che": "chemin", "chem": "chemin", "imp": "impasse",
    "all": "allee", "crs": "cours", "sq": "square", "res": "residence", "lot": "lotissement", "fg": "faubourg", "fbg": "faubourg",
    "qu": "quai", "qua": "quai", "pass": "passage", "ruel": "ruelle", "rpt": "rond point", "rd": "rond", "pt": "point",
    "zi": "zone industrielle", "za": "zone artisanale", "zac": "zone d amenagement concerte", "ham": "hameau", "vc": "voie communale",
    "st": "saint", "ste": "sainte", "sts": "saints", "gal": "general", "gen": "general", "mal": "marechal", "dr": "docteur",
    "pdt": "president", "prof": "professeur", "cdt": "commandant", "cap": "capitaine", "col": "colonel", "lt": "lieutenant",
    "abbe": "abbe", "nd": "notre dame", "mte": "montee", "esc": "escalier", "esp": "esplanade", "prom": "promenade", "sent": "sentier",
}  # fmt: skip
SMALL = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "a", "au", "aux", "en", "et", "sur", "sous"})
KINDS = frozenset({
    "rue", "avenue", "boulevard", "place", "route", "chemin", "impasse", "allee", "cours", "square", "residence", "lotissement", "quai",
    "passage", "ruelle", "sentier", "hameau", "faubourg", "montee", "esplanade", "promenade", "venelle", "voie", "rond", "point",
})  # fmt: skip
SUFFIXES = {"b": "bis", "bis": "bis", "t": "ter", "ter": "ter", "q": "quater", "quater": "quater", "quinquies": "quinquies"}
_NUMBER = re.compile(r"^(?:n[o°]?\s*)?(\d{1,5})\s*,?\s*(?:(bis|ter|quater|quinquies|[a-z])(?=[\s,]|$))?[\s,]*(.*)$")


def plain(text: str) -> str:
    """Lower case, no accents, no signs; œ is oe."""
    text = text.lower().replace("œ", "oe").replace("æ", "ae")
    text = "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", text))


def folded(name: str) -> str:
    """`Av. du Gal-de-Gaulle` → `avenue du general de gaulle`."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in plain(name).split())


def suffix(text: str) -> str:
    """`B`, `bis` → `bis`; other letters as they are."""
    found = plain(text).replace(" ", "")
    return SUFFIXES.get(found, found)[:20]


def split_number(text: str) -> tuple[int | None, str, str]:
    """`12 b rue des Lilas` → 12, "bis", "rue des lilas". The suffixes that may follow "12 a" or "12 d" are left to the caller."""
    found = _NUMBER.match(" ".join(unicodedata.normalize("NFKC", text).lower().split()))
    if not found:
        return None, "", text
    letter, rest = found[2] or "", found[3]
    return int(found[1]), SUFFIXES.get(letter, letter), rest


_LAST = re.compile(r"^(.*\S)\s+(\d{1,5})\s*(bis|ter|quater|[a-z])?$")


def split_last_number(text: str) -> tuple[int | None, str, str]:
    """`rue des Lilas 12 bis` → 12, "bis", "rue des lilas"; some write so."""
    found = _LAST.match(" ".join(unicodedata.normalize("NFKC", text).lower().replace(",", " ").split()))
    if not found:
        return None, "", text
    letter = found[3] or ""
    return int(found[2]), SUFFIXES.get(letter, letter), found[1]


def words(text: str) -> list[str]:
    """The words that tell one street from another."""
    found = text.split()
    telling = [word for word in found if word not in SMALL and word not in KINDS]
    return telling or [word for word in found if word not in SMALL] or found


_SOUNDS = (
    ("eau", "o"),
    ("au", "o"),
    ("ph", "f"),
    ("th", "t"),
    ("y", "i"),
    ("qu", "k"),
    ("ck", "k"),
    ("ai", "e"),
    ("ei", "e"),
    ("oe", "e"),
    ("z", "s"),
)


def sound(word: str) -> str:
    """Roughly how a word sounds in French: `jaures` and `jores` are one, `lys` and `lis` too."""
    for written, said in _SOUNDS:
        word = word.replace(written, said)
    return re.sub(r"(.)\1", r"\1", word)


def grams(text: str) -> set[str]:
    """Pieces of three letters of each telling word as it sounds, with its beginning marked."""
    return {gram for word in words(text) for gram in _pieces(sound(word))}


def _pieces(word: str) -> Iterator[str]:
    marked = f"_{word}"
    if len(marked) < 3:
        yield marked
    for place in range(len(marked) - 2):
        yield marked[place : place + 3]


def slips(a: str, b: str, most: int) -> int:
    """Edits between two words (a swap of neighbours is one), or more than `most`; the end of `b` may be missing in `a`."""
    if a == b:
        return 0
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
