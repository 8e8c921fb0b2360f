"""One form of a text for comparing: no accents, no invisible letters, no letters that only look alike."""

import re
import unicodedata

# Letters without a shape: they cut words so that no program finds them.
INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF, 0xAD])
# Cyrillic and Greek letters that look like ours; only replaced inside words that mix alphabets.
ALIKE = str.maketrans("аеорсухіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧАВЕКМНОРСТУХЅІЈ", "aeopcyxijsdhqwABEZHIKMNOPTYXABEKMHOPCTYXSIJ")
_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2007\u2009\u3000", " "))


def readable(text: str) -> str:
    """The same length as far as eyes can tell: spaces are spaces, look-alikes are replaced, what is invisible is gone."""
    text = unicodedata.normalize("NFC", text).translate(INVISIBLE).translate(_SPACES)
    return _WORD.sub(lambda found: _one_alphabet(found.group()), text)


def _one_alphabet(word: str) -> str:
    return word.translate(ALIKE) if not word.isascii() and _LATIN.search(word) else word


def fold(text: str) -> str:
    """Without case, accents and ligatures."""
    text = readable(text).replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae").replace("Æ", "AE").replace("’", "'")
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """Folded words, in order."""
    return _WORD.findall(fold(text))
