"""SIREN, the number of a French organisation: nine digits, the last of which proves the others (Luhn)."""


def compact(text: str) -> str:
    return "".join(text.split())


def is_siren(text: str) -> bool:
    """Whether the nine digits are consistent (ISO/IEC 7812-1, annex B)."""
    digits = compact(text)
    if len(digits) != 9 or not (digits.isascii() and digits.isdecimal()) or digits == "000000000":
        return False
    doubled = (int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(digits))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def spaced(text: str) -> str:
    """217 800 004, with narrow no-break spaces."""
    digits = compact(text)
    return "\u202f".join(digits[place : place + 3] for place in range(0, len(digits), 3))
