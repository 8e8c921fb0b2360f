"""Avatars without pictures: initials on one of twelve grounds (tokens --tone-1 … --tone-12, all with AA contrast)."""

import re
from zlib import crc32

TONES = 12
WORDS = re.compile(r"[^\W\d_]+")


def initials(name: str) -> str:
    words = WORDS.findall(name)
    if not words:
        return name.strip()[:1] or "?"
    chosen = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return chosen.upper()


def tone(name: str) -> int:
    """Stable from one process and one release to the next."""
    return crc32(name.strip().casefold().encode()) % TONES + 1
