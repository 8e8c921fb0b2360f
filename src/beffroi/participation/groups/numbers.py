"""Numbers by which the State knows an association: RNA (W and nine digits), SIREN (nine digits with a check)."""

import re


def tidy(text: str) -> str:
    return re.sub(r"[\s.]", "", text).upper()


def is_rna(text: str) -> bool:
    return bool(re.fullmatch(r"W\d[\dAB]\d{7}", text))


def is_siren(text: str) -> bool:
    """Nine digits whose Luhn sum ends with zero."""
    if not re.fullmatch(r"\d{9}", text):
        return False
    total = 0
    for place, digit in enumerate(reversed(text)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
