"""Credentials: a secret word for each voter; what is published of it tells nothing about who she is.

Source: Belenios 2.0 (15 characters) and 2.4 and newer (22 characters, more than 128 bits); ours are of the second kind.
"""

import hashlib
import secrets

from beffroi.engines.ballots.groups import Group, Number, hex_hash, number

LETTERS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"  # base 58: nothing that looks alike
OLD, NEW = 15, 22


def new_uuid() -> str:
    """The name of an election: 14 letters."""
    return "".join(secrets.choice(LETTERS) for _letter in range(14))


def new_credential() -> str:
    """A credential: XXXXX-XXXXXX-XXXXX-XXXXXX."""
    word = "".join(secrets.choice(LETTERS) for _letter in range(NEW))
    return "-".join((word[:5], word[5:11], word[11:16], word[16:]))


def is_credential(text: str) -> bool:
    """Whether the words have the form of one, old (with a right checksum) or new."""
    word = text.replace("-", "")
    if any(letter not in LETTERS for letter in word):
        return False
    if len(word) == NEW:
        return [len(part) for part in text.split("-")] == [5, 6, 5, 6]
    if len(word) != OLD or [len(part) for part in text.split("-")] != [3] * 5:
        return False
    value = 0
    for letter in word[:-1]:
        value = 58 * value + LETTERS.index(letter)
    return LETTERS.index(word[-1]) == 53 - value % 53


def secret_of(group: Group, uuid: str, credential: str) -> Number:
    """The secret exponent of a credential in one election. ValueError if it is none."""
    if not is_credential(credential):
        raise ValueError("this is no credential")
    if len(credential.replace("-", "")) == OLD:
        derived = hashlib.pbkdf2_hmac("sha256", credential.encode(), uuid.encode(), 1000, 32)
        return number(int.from_bytes(derived, "big")) % group.q
    words = "".join(hex_hash(f"derive_credential|{uuid}|{part}|{credential}") for part in range(2))
    return number(int(words, 16)) % group.q


def public_of(group: Group, uuid: str, credential: str) -> Number:
    """What is published of a credential."""
    return group.of_g(secret_of(group, uuid, credential))
