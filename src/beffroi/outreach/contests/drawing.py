"""The draw, which anyone can do again with a sheet of SHA-256: a seed that was promised, a list that was closed before.

What is drawn is an order of all tickets: the first win, the next take the place of those who do not answer.
"""

import hashlib
import secrets
from collections.abc import Sequence


def new_seed() -> str:
    return secrets.token_hex(32)


def promise(seed: str) -> str:
    """Published before the first entry: the seed cannot be chosen afterwards."""
    return hashlib.sha256(seed.encode()).hexdigest()


def fingerprint(tickets: Sequence[int]) -> str:
    """Published when the list closes: nobody can be added afterwards."""
    return hashlib.sha256(",".join(map(str, tickets)).encode()).hexdigest()


def draw(tickets: Sequence[int], *, seed: str, word: str) -> list[int]:
    """All tickets in the order of SHA-256("seed:word:fingerprint:ticket"). `word`: what nobody could know, or ""."""
    closed = fingerprint(tickets)
    return sorted(tickets, key=lambda ticket: hashlib.sha256(f"{seed}:{word}:{closed}:{ticket}".encode()).hexdigest())
