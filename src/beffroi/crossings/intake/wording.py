"""The words of a message, as they stand here."""

import re

from beffroi.channels.base.models import Heard
from beffroi.commons.reading.queries import hints
from beffroi.commons.reading.types import PERSONAL, Mark
from beffroi.kernel.text import excerpt

_NAMES = re.compile(r"^(?:@[\w.-]+(?:@[\w.-]+)?[\s,:]+)+")
_SPECIAL = re.compile(r"^(\s*)([#>=+*-]|\d+[.)])(?=\S|\s)", re.MULTILINE)


def said(heard: Heard) -> str:
    """Without the names at its head; a hashtag or a dash that begins a line is no title and no list."""
    text = _NAMES.sub("", heard.text.strip())
    return _SPECIAL.sub(lambda found: f"{found[1]}\\{found[2]}" if not found[2][0].isdigit() else found[0], text or heard.text.strip())


def title_of(heard: Heard) -> str:
    """A first idea of a title: its first sentence."""
    text = _NAMES.sub("", heard.text.strip())
    first = re.split(r"(?<=[.!?…])\s|\n", text, maxsplit=1)[0]
    return excerpt(first, 100)


def question_of(heard: Heard) -> str:
    """Its first question, else its first sentence."""
    found = re.search(r"[^.!?\n]{8,190}\?", _NAMES.sub("", heard.text.strip()))
    return found[0].strip() if found else title_of(heard)


_PASSED_ON = re.compile(
    r"^(?:.{0,40}\b)?(?:il para[iî]t|on (?:m[’']a dit|dit partout|raconte)|j[’']ai (?:lu|entendu(?: dire)?)|(?:est-ce )?(?:vrai|c[’']est vrai))\s+"
    r"(?:que\s+|qu[’'])",
    re.IGNORECASE,
)


def claim_of(heard: Heard) -> str:
    """A first idea of what is said: its first sentence, without “I heard that”."""
    said = _PASSED_ON.sub("", title_of(heard)).rstrip(" !?….\u202f")
    return said[:1].upper() + said[1:]


def private(heard: Heard) -> list[Mark]:
    """What in it may be nobody's business: a phone number, an address of somebody. A hint, for a person to read."""
    return [mark for mark in hints(heard.text, (heard.language or "fr")[:2]).marks if mark.kind in PERSONAL]
