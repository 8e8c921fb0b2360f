"""The code of an anonymous ballot: more than 128 bits that only the voter has. The urn keeps a hash of it, the roll nothing."""

import hashlib

from beffroi.engines.ballots.credentials import is_credential, new_credential


def new_code() -> str:
    return new_credential()


def is_code(text: str) -> bool:
    return len(text) == 25 and is_credential(text)


def hashed(word: str, public_id: str, code: str) -> str:
    """What is kept of a code, for one use in one vote: from one hash the other cannot be found."""
    return hashlib.sha256(f"beffroi ballot {word}|{public_id}|{code}".encode()).hexdigest()
