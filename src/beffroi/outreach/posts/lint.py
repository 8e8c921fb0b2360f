"""What is noticed in a text before it goes out: deterministic, explained in plain words, each rule a small function.

`stop` keeps it from going out, `mind` asks to look again. What depends on rows (duplicates, accounts, pictures) is in
`checking`; here are only words.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import regex
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.channels.base.counting import LINK, segments

STOP, MIND = "stop", "mind"


@dataclass(frozen=True)
class Finding:
    """One remark. `account` is the channel account it is about, if it is about one."""

    level: str
    code: str
    sentence: str
    account: int | None = None

    @property
    def is_blocking(self) -> bool:
        return self.level == STOP


_EMOJI = regex.compile(r"\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}{2}")
_BULLET = regex.compile(r"(?m)^\s*(?:[-*•]\s*)?(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?)\s*\S")
_CLICK = re.compile(
    r"\b(cliquez|cliquer|clique)\s+(ici|sur ce lien|là)\b|\bclick here\b|\[\s*(ici|here|lien|link|en savoir plus)\s*\]\(", re.IGNORECASE
)
_TAG = re.compile(r"(?<!\w)#(\w+)")
_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33[\s.]?(?:\(0\)\s?)?|0)[67](?:[\s.\-]?\d{2}){4}(?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_BLANK = re.compile(r"\{[^{}\n]{1,40}\}")
_CAPITALS = re.compile(r"\b[A-ZÀ-ÖØ-Þ]{4,}\b")
_SHORT = re.compile(r"(?<![#\w@./-])[A-Z][A-Z0-9]{1,6}(?![\w-])")
_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")

# Known to everybody, or names of things: no explanation needed.
KNOWN = frozenset(
    "SMS PDF RSS TV PC ID OK SOS TGV SNCF RER EDF GDF SAMU SMUR CAF RSA RIB TVA CDI CDD WC QR GPS USB WIFI CV ADN UE ONU FR EN II III IV VI "
    "VII XIV XV XX XXI XIX COVID BD HLM SPA BAC CP CE1 CE2 CM1 CM2 JO".split()
)
LONGEST_SENTENCE, MEAN_SENTENCE, LONG_WORD = 30, 20, 13


def words_of(text: str) -> Iterator[Finding]:
    """Every remark about one text."""
    for rule in RULES:
        yield from rule(text)


def click_here(text: str) -> Iterator[Finding]:
    if _CLICK.search(text):
        yield Finding(MIND, "click_here", _("“Click here” says nothing when it is read aloud: write where the link leads."))


def capitals(text: str) -> Iterator[Finding]:
    shouted = [word for word in _CAPITALS.findall(LINK.sub("", text)) if word not in KNOWN]
    if len(shouted) >= 2:
        sentence = _("Words in capitals are read letter by letter and feel shouted: %(words)s.")
        yield Finding(MIND, "capitals", sentence % {"words": ", ".join(dict.fromkeys(shouted[:4]))})


def emojis(text: str) -> Iterator[Finding]:
    found = _EMOJI.findall(text)
    if len(found) > 3:
        sentence = _("%(n)d emojis: each is read aloud by its name. Three at most.")
        yield Finding(MIND, "emojis", sentence % {"n": len(found)})
    if len(_BULLET.findall(text)) >= 2:
        yield Finding(MIND, "emoji_bullets", _("Emojis as bullets are read aloud at each line: use a list."))


def camel_case(text: str) -> Iterator[Finding]:
    for tag in dict.fromkeys(_TAG.findall(LINK.sub("", text))):
        if len(tag) > 12 and tag[1:] == tag[1:].lower() and not tag.isdigit():
            yield Finding(MIND, "hashtag", _("#%(tag)s: a capital at each word (#LikeThis) lets everybody read it.") % {"tag": tag})


def citizens_data(text: str) -> Iterator[Finding]:
    if _PHONE.search(text):
        yield Finding(MIND, "phone", _("A mobile phone number: is it that of a citizen? Publish only numbers of services."))


def blanks(text: str) -> Iterator[Finding]:
    if found := _BLANK.findall(text):
        yield Finding(STOP, "blank", _("Blanks of the template are still open: %(blanks)s.") % {"blanks": ", ".join(dict.fromkeys(found))})


def long_sentences(text: str) -> Iterator[Finding]:
    sentences = [sentence for sentence in _SENTENCE.split(LINK.sub("", text)) if len(_WORD.findall(sentence)) > 2]
    counted = [(len(_WORD.findall(sentence)), sentence) for sentence in sentences]
    if not counted:
        return
    longest, which = max(counted, key=lambda item: item[0])
    if longest > LONGEST_SENTENCE:
        begin = " ".join(which.split()[:5])
        said = ngettext(
            "The sentence “%(begin)s…” has %(n)d word: cut it in two.", "The sentence “%(begin)s…” has %(n)d words: cut it in two.", longest
        )
        yield Finding(MIND, "long_sentence", said % {"begin": begin, "n": longest})
    elif sum(count for count, _sentence in counted) / len(counted) > MEAN_SENTENCE:
        yield Finding(MIND, "long_sentences", _("Sentences are long on the whole: fifteen words each read more easily."))


def long_words(text: str) -> Iterator[Finding]:
    words = _WORD.findall(LINK.sub("", text))
    long = [word for word in words if len(word) >= LONG_WORD]
    if len(words) >= 30 and len(long) / len(words) > 0.08:
        sentence = _("Many long words (%(words)s): say it more simply if you can.")
        yield Finding(MIND, "long_words", sentence % {"words": ", ".join(list(dict.fromkeys(long))[:3])})


def short_forms(text: str) -> Iterator[Finding]:
    bare = LINK.sub("", text)
    found = [word for word in dict.fromkeys(_SHORT.findall(bare)) if word not in KNOWN and not word.isdigit()]
    unexplained = [word for word in found if not re.search(rf"\({word}\)|\b{word}\s*\(", bare)]
    if unexplained and len(_CAPITALS.findall(bare)) < 3:  # more is shouting, and said so
        sentence = _("Say once in full what these letters mean: %(words)s.")
        yield Finding(MIND, "short_forms", sentence % {"words": ", ".join(unexplained[:4])})


RULES: tuple[Callable[[str], Iterator[Finding]], ...] = (
    blanks,
    click_here,
    capitals,
    emojis,
    camel_case,
    citizens_data,
    long_sentences,
    long_words,
    short_forms,
)


def foreign_emails(text: str, our_domains: frozenset[str]) -> Iterator[Finding]:
    """An e-mail address that is not of the town."""
    for domain in dict.fromkeys(_EMAIL.findall(text)):
        if not any(domain == ours or domain.endswith(f".{ours}") for ours in our_domains):
            sentence = _("An e-mail address at %(domain)s: is it that of a citizen? Publish only addresses of services.")
            yield Finding(MIND, "email", sentence % {"domain": domain})


def picture_of_text(alt: str) -> Iterator[Finding]:
    if len(alt) > 250 or re.search(r"\b(affiche|flyer|tract|capture d[’']écran|poster|texte)\b", alt, re.IGNORECASE):
        yield Finding(MIND, "picture_of_text", _("A picture of words cannot be enlarged or read aloud: say all of them in the text too."))


def text_messages(text: str, account: int) -> Iterator[Finding]:
    parts, _room, alphabet = segments(text)
    if parts > 1:
        sentence = _("%(n)d text messages for each person (%(alphabet)s).")
        if alphabet != "GSM-7":
            sentence += " " + _("Letters such as ê, î, ô, œ or « » make each message shorter: 70 characters instead of 160.")
        yield Finding(MIND, "segments", sentence % {"n": parts, "alphabet": alphabet}, account)


def readability(text: str) -> int:
    """0 to 100: higher reads more easily. Our own: sentence length, long words, letters that stand for words."""
    words = _WORD.findall(LINK.sub("", text))
    if len(words) < 10:
        return 100
    sentences = max(1, sum(1 for sentence in _SENTENCE.split(text) if _WORD.search(sentence)))
    mean = len(words) / sentences
    long = sum(len(word) >= LONG_WORD for word in words) / len(words)
    short = sum(1 for word in words if _SHORT.fullmatch(word) and word not in KNOWN) / len(words)
    return round(max(0.0, min(100.0, 100 - 3 * max(0.0, mean - 12) - 300 * max(0.0, long - 0.03) - 200 * short)))
