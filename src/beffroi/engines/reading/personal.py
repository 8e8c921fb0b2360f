"""Personal data in a text, found by shape and by check digits, each with its place and the reason.

Places are those of the text as given. `certainty` is ours, by reasoning: 0.9 and more where a key was computed; around 0.5 where
only the shape speaks (a street number may be where the lamp is broken, not where somebody lives).
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from beffroi.engines.reading.normal import fold

PHONE, EMAIL, IBAN, NIR, CARD, PLATE, ADDRESS, BIRTH = "phone", "email", "iban", "nir", "card", "plate", "address", "birth"
KINDS = (IBAN, NIR, CARD, EMAIL, PHONE, PLATE, BIRTH, ADDRESS)  # where two meet, the earlier wins
LIKELY = 0.6  # from there on it is worth a warning


@dataclass(frozen=True)
class Span:
    kind: str
    start: int
    end: int
    text: str
    certainty: float
    why: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)


# Spaces of every sort, hyphens, dots: what people put between digits.
_GAP = r"[ \u00a0\u202f\u2009./\-–]?"
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9][\w.+-]{0,63}(?:@|\s?[\[(]\s?(?:at|arobase|à|@)\s?[\])]\s?|\s(?:arobase|chez)\s)"
    r"(?:[A-Za-z0-9-]{1,63}(?:\.|\s?[\[(]\s?(?:dot|point|\.)\s?[\])]\s?|\spoint\s)){1,4}[A-Za-z]{2,24}(?![\w-])"
)
_FRENCH = re.compile(
    rf"(?<![\w.,+/=-])(?:(?:\+|00)(?:33|262|508|590|594|596|681|687|689){_GAP}(?:\(0\){_GAP})?|0)[1-9](?:{_GAP}\d\d){{4}}(?!\d|[.,]\d)"
)
_ABROAD = re.compile(rf"(?<![\d.,+])(?:\+|00)(?!33)[1-9]\d{{0,2}}{_GAP}(?:\d{_GAP}){{6,11}}\d(?!\d)")
_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ \u00a0\u202f-]?[A-Za-z0-9]){11,30}(?![A-Za-z0-9])")
_NIR = re.compile(rf"(?<!\d)([12378]){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d[\dAaBb]){_GAP}(\d{{3}}){_GAP}(\d{{3}})(?:{_GAP}(\d\d))?(?!\d)")
_CARD = re.compile(r"(?<![\d.,])\d(?:[ \u00a0\u202f-]?\d){12,18}(?![\d]|[.,]\d)")
_PLATE = re.compile(r"(?<![A-Za-z0-9-])([A-HJ-NP-TV-Z]{2})([ -]?)(\d{3})\2([A-HJ-NP-TV-Z]{2})(?![A-Za-z0-9-])", re.IGNORECASE)
_OLD_PLATE = re.compile(r"(?<![\w-])\d{2,4} ?[A-Z]{2,3} ?(?:\d\d|2A|2B)(?![\w-])")
_WAY = (
    r"rue|r\.|avenue|av\.?|boulevard|bd\.?|bld|place|pl\.|impasse|imp\.|all[ée]es?|chemin|ch\.|route|rte|quai|cours|square|r[ée]sidence|"
    r"lotissement|passage|ruelle|sentier|voie|faubourg|fbg|venelle|hameau|lieu-dit|villa|cit[ée]|esplanade|promenade|mont[ée]e|traverse|sente"
)
_ADDRESS = re.compile(
    rf"(?<![\w.,/])\d{{1,4}}\s?(?:bis|ter|quater|[a-dA-D](?=[ ,]))?,?\s(?:{_WAY})\s(?:(?:de|du|des|la|le|les|l['’]|d['’]|à|aux?|et|en|sur|sous)\s?)*"
    r"[\w'’.-]+(?:\s(?:(?:de|du|des|la|le|les|l['’]|d['’])\s?)*[A-ZÀ-Ý][\w'’.-]+){0,5}(?:,?\s(?i:appt?\.?|appartement|b[âa]t\.?|b[âa]timent|étage)\s?\w+)?"
    r"(?:,?\s\d{5}\s[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+){0,3})?"
)
_POSTCODE = re.compile(r"\b(?:0[1-9]|[1-8]\d|9[0-8])\d{3}\s[A-ZÀ-Ý]")
_DWELLING = re.compile(
    r"\b(?:habit\w*|vis|vit|vivons|adresse|domicil\w*|demeur\w*|loge\w*|chez (?:moi|nous|lui|elle|m\.?|mme|monsieur|madame)|voisine?s? (?:du|de|au)|"
    r"m\.|mme|monsieur|madame|mon|ma|notre|signataire|signe|live|lives|address|home)\b"
)
_BIRTH = re.compile(
    r"\b(?:né|née|nee?|born|naissance)\s?(?:\(e\))?\s?(?:le|on|:|en date du)?\s?:?\s?"
    r"(\d{1,2}(?:er)?[ ./-](?:\d{1,2}|[a-zéûà]{3,9})[ ./-](?:19|20)\d\d)",
    re.IGNORECASE,
)
_CARS = re.compile(r"\b(?:plaques?|immatricul\w*|voiture|vehicule|camion\w*|scooter|moto|licence plate)\b")
_SECU = re.compile(r"\b(?:secu|securite sociale|nir|carte vitale|insee)\b")
LENGTHS = {"FR": 27, "MC": 27, "BE": 16, "DE": 22, "ES": 24, "IT": 27, "LU": 20, "CH": 21, "GB": 22, "NL": 18, "PT": 25}


def find(text: str) -> list[Span]:
    """Every piece of personal data, in the order of the text; none overlap."""
    text = text[:100_000]
    found: list[Span] = []
    for kind in KINDS:
        for span in _FINDERS[kind](text):
            if all(span.end <= other.start or span.start >= other.end for other in found):
                found.append(span)
    return sorted(found, key=lambda span: span.start)


def _span(kind: str, found: re.Match[str], certainty: float, why: str) -> Span:
    words = found.group().rstrip(" ,.-")
    return Span(kind, found.start(), found.start() + len(words), words, certainty, why)


def _emails(text: str) -> Iterator[Span]:
    for found in _EMAIL.finditer(text):
        host = found.group().lower()
        if "@" not in host and not re.search(r"[\[(]|arobase| point ", host):
            continue  # "je vais chez untel"
        official = re.match(r"(?:mairie|contact|accueil|info|services?|secretariat|dpo)[@.\-]", host)
        yield _span(EMAIL, found, 0.5 if official else 0.95, "shape of an e-mail address")


def _phones(text: str) -> Iterator[Span]:
    for found in _FRENCH.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if digits.startswith("08") or digits.startswith("338") and digits[3:4] == "":
            continue  # numbers of services are nobody's
        yield _span(PHONE, found, 0.95, "ten digits of a French telephone number")
    for found in _ABROAD.finditer(text):
        yield _span(PHONE, found, 0.8, "telephone number with the code of a country")


def _ibans(text: str) -> Iterator[Span]:
    for found in _IBAN.finditer(text):
        bare = re.sub(r"[^A-Za-z0-9]", "", found.group()).upper()
        length = LENGTHS.get(bare[:2], len(bare))
        for size in {length, len(bare)}:
            if 15 <= size <= len(bare) and iban_is_right(bare[:size]):
                end, seen = found.start(), 0
                while seen < size:
                    seen += text[end].isalnum()
                    end += 1
                yield Span(IBAN, found.start(), end, text[found.start() : end], 0.99, "number of a bank account, its key is right")
                break


def iban_is_right(number: str) -> bool:
    """ISO 13616: the first four moved to the end, letters as numbers, the rest of the division by 97 is 1."""
    turned = number[4:] + number[:4]
    return turned.isalnum() and turned.isascii() and int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


def _nirs(text: str) -> Iterator[Span]:
    for found in _NIR.finditer(text):
        number, key = "".join(found.groups()[:6]).upper(), found.group(7)
        month = int(found.group(3))
        if not (1 <= month <= 12 or 20 <= month <= 42 or 50 <= month <= 99):
            continue
        if key and nir_is_right(number, key):
            yield _span(NIR, found, 0.99, "social security number, its key is right")
        elif _SECU.search(fold(text[max(0, found.start() - 80) : found.start()])):
            yield _span(NIR, found, 0.8, "shape of a social security number, after words that announce one")


def nir_is_right(number: str, key: str) -> bool:
    """The key is 97 minus the rest of the division by 97; Corsica counts as 19 and 18."""
    digits = number.replace("2A", "19", 1).replace("2B", "18", 1) if number[5:7] in ("2A", "2B") else number
    return digits.isdecimal() and 97 - int(digits) % 97 == int(key)


def _cards(text: str) -> Iterator[Span]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if digits[0] in "23456" and luhn_is_right(digits) and len(set(digits)) > 2 and len(digits) != 14:
            yield _span(CARD, found, 0.95, "number of a payment card, its key is right")


def luhn_is_right(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        double = int(digit) * (2 if place % 2 else 1)
        total += double - 9 if double > 9 else double
    return total % 10 == 0


def _plates(text: str) -> Iterator[Span]:
    for found in _PLATE.finditer(text):
        left, gap, _digits, right = found.groups()
        if {left.upper(), right.upper()} & {"SS", "WW"} or (not gap and not found.group().isupper()):
            continue
        if found.group().isupper() or gap == "-":
            yield _span(PLATE, found, 0.9, "number plate of a vehicle")
    for found in _OLD_PLATE.finditer(text):
        if _CARS.search(fold(text[max(0, found.start() - 60) : found.start()])):
            yield _span(PLATE, found, 0.7, "number plate of a vehicle, after words that announce one")


def _births(text: str) -> Iterator[Span]:
    for found in _BIRTH.finditer(text):
        yield Span(BIRTH, found.start(1), found.end(1), found.group(1), 0.9, "date of birth")


def _addresses(text: str) -> Iterator[Span]:
    for found in _ADDRESS.finditer(text):
        before, after = fold(text[max(0, found.start() - 60) : found.start()]), fold(text[found.end() : found.end() + 20])
        is_home = bool(_DWELLING.search(before)) or " chez nous" in after or " chez moi" in after or bool(_POSTCODE.search(found.group()))
        why = "street address, with words that say somebody lives there" if is_home else "street address"
        yield _span(ADDRESS, found, 0.85 if is_home else 0.4, why)


_FINDERS = {
    IBAN: _ibans,
    NIR: _nirs,
    CARD: _cards,
    EMAIL: _emails,
    PHONE: _phones,
    PLATE: _plates,
    BIRTH: _births,
    ADDRESS: _addresses,
}
