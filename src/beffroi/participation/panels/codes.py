"""The code on a letter: twelve signs that cannot be mistaken for one another, found again by a keyed hash."""

import secrets

from django.conf import settings
from django.utils.crypto import salted_hmac

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
LENGTH = 12


def new_code() -> str:
    """K7MQ-2XPF-9TRB: 59 bits, enough for a page that counts tries."""
    word = "".join(secrets.choice(SIGNS) for _sign in range(LENGTH))
    return "-".join(word[start : start + 4] for start in range(0, LENGTH, 4))


def new_pseudonym() -> str:
    """What the published panels call somebody. It says nothing, not even who signed up first."""
    return "".join(secrets.choice(SIGNS) for _sign in range(5))


def plain(code: str) -> str:
    """However it was typed: small letters, spaces, hyphens, the letter O."""
    return "".join(sign for sign in code.upper() if sign in SIGNS)


def is_code(code: str) -> bool:
    return len(plain(code)) == LENGTH


def key_of(code: str) -> str:
    return salted_hmac("beffroi.panels.code", plain(code), secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def line_key(panel_id: int, line: str) -> str:
    """An address or a person of a list, comparable within one panel and not readable."""
    said = "".join(sign for sign in line.casefold() if sign.isalnum())
    return salted_hmac("beffroi.panels.line", f"{panel_id} {said}", secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()
