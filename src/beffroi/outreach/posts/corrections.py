"""What is said of a correction: if more than the spelling has changed, readers are told, unless the team decides otherwise."""

import re
import unicodedata
from datetime import date, datetime
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.kernel.text import excerpt

_WORD = re.compile(r"\w+")
LIKE = 0.8  # share of letters in common of two spellings of one word
SHORT = 4  # letters: “dix” and “six” are two words, not two spellings
MOST = 4000  # words; beyond, any change is more than a slip


def words_of(content: dict[str, Any]) -> str:
    """What people read of a content, in its own language and in others."""
    said = [content.get("title", ""), content.get("text", ""), content.get("short_text", "")]
    said += [part for wording in content.get("wordings", {}).values() for part in (wording["title"], wording["text"])]
    said += [variant.get("text", "") for variant in content.get("variants", {}).values()]
    return "\n".join(said)


def is_more_than_spelling(before: str, after: str) -> bool:
    """A word that came or went, a figure, another word; not an accent, a capital, a comma, a slip of letters."""
    old, new = _WORD.findall(before.casefold()), _WORD.findall(after.casefold())
    if old == new:
        return False
    if max(len(old), len(new)) > MOST:
        return True
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal" or "".join(old[a:b]) == "".join(new[c:d]):
            continue
        if b - a != d - c or not all(_is_slip(*pair) for pair in zip(old[a:b], new[c:d], strict=True)):
            return True
    return False


def _is_slip(old: str, new: str) -> bool:
    if _plain(old) == _plain(new):
        return True
    if min(len(old), len(new)) < SHORT or old[0] != new[0] or any(letter.isdigit() for letter in old + new):
        return False
    return SequenceMatcher(None, old, new).ratio() >= LIKE


def _plain(word: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


def correction_line(content: dict[str, Any], at: datetime | None = None) -> str:
    """“Corrected on 3 March: …”, beside a text that was changed in place; with the year if that is another one."""
    text = content["correction"].strip()
    with override(content["language"] if content["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        if not content.get("corrected_on"):
            return _("Correction: %(text)s") % {"text": text}
        day = date.fromisoformat(content["corrected_on"])
        is_this_year = at is None or timezone.localdate(at).year == day.year
        said = formats.date_format(day, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
        return _("Corrected on %(day)s: %(text)s") % {"day": said, "text": text}


def correction_of(content: dict[str, Any], most: int | None = None) -> str:
    """What was wrong and what is right, as it stands below a publication that cannot be changed; "" if there is nothing to correct."""
    if not content["correction"].strip():
        return ""
    with override(content["language"] if content["language"] in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        said = _("Correction: %(text)s") % {"text": content["correction"].strip()}
    return said if most is None or len(said) <= most else excerpt(said, most)
