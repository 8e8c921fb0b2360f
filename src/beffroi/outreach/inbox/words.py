"""Searching conversations: words are folded (no capitals, no accents) and found by their beginning."""

import re
import unicodedata

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

MOST_KEPT = 20_000  # characters of one conversation
MOST_ASKED = 8  # words of one question
WORD = re.compile(r"\w+")


def fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(WORD.findall("".join(letter for letter in letters if not unicodedata.combining(letter))))


def asked_words(text: str) -> list[str]:
    return list(dict.fromkeys(fold(text[:300]).replace("_", " ").split()))[:MOST_ASKED]


def containing(conversations: QuerySet, text: str) -> QuerySet:
    """Those in which every word stands, or a word that begins with it."""
    words = asked_words(text)
    if not words:
        return conversations
    if connection.vendor == "sqlite":
        asked = " AND ".join(f'"{word}" *' for word in words)
        return conversations.filter(pk__in=RawSQL("SELECT rowid FROM inbox_index WHERE inbox_index MATCH %s", [asked]))
    asked = " & ".join(f"'{word}':*" for word in words)
    sql = "SELECT conversation_id FROM inbox_words WHERE indexed @@ to_tsquery('simple', %s)"
    return conversations.filter(pk__in=RawSQL(sql, [asked]))  # noqa: S611 - our own words, the question is a parameter
