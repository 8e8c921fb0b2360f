"""Identities as something that can be compared and not read: keyed hashes.

The key stands sealed in the database, and what opens it stands outside (kernel.sealing): who steals the database alone can test no
name and no telephone number. Accents, hyphens, capitals and further first names do not count.
"""

import base64
import hashlib
import hmac
import re
import secrets
import unicodedata
from datetime import date

from django.db import IntegrityError, transaction

from beffroi.ground.verification.models import Pepper

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})


def pepper() -> bytes:
    """The key of the hashes; made when it is first needed."""
    found = Pepper.objects.filter(pk=1).first()
    if found is None:
        try:
            with transaction.atomic():
                found = Pepper.objects.create(pk=1, key={"key": base64.b64encode(secrets.token_bytes(32)).decode()})
        except IntegrityError:  # two first needs at the same moment
            found = Pepper.objects.get(pk=1)
    return base64.b64decode(found.key["key"])


class Hasher:
    """Many hashes with the key read once."""

    def __init__(self) -> None:
        self._key = pepper()

    def __call__(self, sort: str, *words: str) -> str:
        said = "\x1f".join((sort, *words))
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()

    def person(self, last_name: str, first_names: str, birth: date | str) -> str:
        """A civil identity; "" if something is missing."""
        parts = (fold(last_name), first_of(first_names), str(birth))
        return self("person", *parts) if all(parts) else ""

    def number(self, roll: int, number: str) -> str:
        """A number that the people of one list were given."""
        bare = re.sub(r"[\W_]", "", number).casefold()
        return self("number", str(roll), bare) if bare else ""


def fold(text: str) -> str:
    """Letters alone, in small, without accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(sign for sign in plain.casefold() if sign.isalpha())


def first_of(names: str) -> str:
    """The first of several first names: "Marie-Anne Louise" is "marieanne"."""
    words = names.replace(",", " ").split()
    return fold(words[0]) if words else ""


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)
