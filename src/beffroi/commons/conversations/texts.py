"""From what somebody typed to what is shown: tracking taken out of links, mentions, safe HTML, a digest of the words."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from beffroi.ground.people.models import Voice
from beffroi.kernel.html import from_markdown
from beffroi.kernel.text import plain

LONGEST = 5000
LONGEST_TITLE = 150
LONGEST_ELSEWHERE = 20_000  # what was written elsewhere by other rules is not cut short
MOST_MENTIONS = 10
LONGEST_NAME = 4  # words

_ADDRESS = re.compile(r"https?://[^\s<>\"'()\[\]]+", re.IGNORECASE)
_TRACKERS = re.compile(
    r"^(utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|igsh|yclid|twclid|_hsenc|_hsmi|si|ref_src)$", re.IGNORECASE
)
_AT = re.compile(r"(?<![\w@/.])@(?=\w)")
_WORD = re.compile(r"[\w’'.-]*\w")


def without_trackers(text: str) -> str:
    """The same text; its links no longer say who follows whom."""
    return _ADDRESS.sub(lambda match: _bare(match.group()), text)


def _bare(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not parts.query:
        return address
    given = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(name, value) for name, value in given if not _TRACKERS.match(name)]
    return address if len(kept) == len(given) else urlunsplit(parts._replace(query=urlencode(kept)))


def mentioned(text: str, among: Iterable[int] = ()) -> list[Voice]:
    """The voices that the text names: "@" and the public name. A name that several bear is that of someone in the thread."""
    candidates = {name for start in _AT.finditer(text) for name in _names(text[start.end() :])}
    if not candidates:
        return []
    rows = Voice.objects.filter(name__in=sorted(candidates)[:200], kind__in=[Voice.PERSON, Voice.SERVICE, Voice.ELSEWHERE])
    by_name: dict[str, list[Voice]] = {}
    for voice in rows.order_by("pk")[:200]:
        by_name.setdefault(voice.name, []).append(voice)
    here = set(among)
    found: dict[int, Voice] = {}
    for start in _AT.finditer(text):
        # The longest name wins: "@Alice Martin" is not Alice.
        for name in sorted(_names(text[start.end() :]), key=len, reverse=True):
            bearers = by_name.get(name, [])
            present = [voice for voice in bearers if voice.pk in here]
            if len(present or bearers) == 1:
                found.setdefault((present or bearers)[0].pk, (present or bearers)[0])
                break
    return list(found.values())[:MOST_MENTIONS]


def _names(rest: str) -> set[str]:
    """What may be a name at the beginning of a text: one to four words of the same line."""
    words, at, names = [], 0, set()
    line = rest[:90].split("\n", 1)[0]
    while len(words) < LONGEST_NAME and (match := _WORD.match(line, at)):
        words.append(match.group())
        names.add(" ".join(words))
        at = match.end()
        if line[at : at + 1] != " ":
            break
        at += 1
    return names


def rendered(text: str, voices: Iterable[Voice] = ()) -> SafeString:
    """Safe HTML, with the names of these voices as links."""
    html = str(from_markdown(text, headings=4))
    for voice in sorted(voices, key=lambda voice: -len(voice.name)):
        link = format_html('<a href="{}" rel="nofollow">@{}</a>', reverse("voices:show", args=[voice.public_id]), voice.name)
        shown = format_html("@{}", voice.name)
        html = re.sub(rf"(?<![\w/]){re.escape(str(shown))}(?!\w)(?![^<]*</a>)(?![^<>]*>)", str(link).replace(chr(92), chr(92) * 2), html)
    return mark_safe(html)


def digest(text: str) -> str:
    """The same for texts that differ only by case, accents, punctuation or spaces; "" for a few words."""
    letters = unicodedata.normalize("NFKD", plain(str(from_markdown(text)))).casefold()
    bare = " ".join(re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter))))
    return hashlib.sha256(bare.encode()).hexdigest() if len(bare) >= 20 else ""


def quoted(text: str, name: str) -> str:
    """The beginning of an answer that quotes somebody."""
    lines = [line for line in text.strip().splitlines() if not line.startswith(">")]  # what they quoted themselves is left out
    lines = "\n".join(lines).strip().splitlines()[:20]
    return f"@{name}\u202f:\n" + "\n".join(f"> {line}" for line in lines) + "\n\n"
