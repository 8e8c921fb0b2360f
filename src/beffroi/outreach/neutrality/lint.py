"""What an election judge would notice in a text. Warnings, never a verdict: each says which words and why."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Warning:
    """One thing noticed: a word for programs, a sentence for people, the words of the text."""

    code: str
    sentence: Any
    found: str = ""


SENTENCES = {
    "praise": _("Praise: in an election period, say what is, not how good it is."),
    "record": _("A record of the term of office is promotion of the work done."),
    "team": _("What was done is attributed to the team in office rather than to the commune."),
    "achieved": _("“We have achieved”: say what is open, when and for whom."),
    "before_after": _("Before and after: a comparison praises the work done."),
    "ballot": _("It speaks of the ballot or of candidates."),
    "official": _("An elected official is named."),
    "portrait": _("An elected official is in the picture."),
    "freeze": _("It is the eve or the day of a ballot."),
    "volume": _("More is published than in the same weeks of the years before."),
}

# On text without accents, in lower case.
PATTERNS = {
    "praise": r"\b(?:exceptionnel\w*|remarquables?|exemplaires?|formidables?|sans precedent|historiques?|inedite?s?|extraordinaires?|"
    r"ambitieu(?:x|ses?)|reussites?|belles? reussites?|succes|fiers?|fierte|records?|jamais vue?s?|"
    r"(?:le|la|les) (?:plus bea?ux?|plus belles?|meilleure?s?))\b",
    "record": r"\b(?:bilans?(?: (?:de|du|d).{0,20})?|mandat|mandature|(?:promesses?|engagements?) tenue?s?|nos realisations)\b",
    "team": r"\b(?:grace (?:a|au) (?:votre|notre|l)?[’' ]?(?:equipe|maire|municipalite|majorite|elus?)|sous l[’']impulsion d\w+|"
    r"a l[’']initiative d(?:u|e la) maire|votre (?:maire|equipe municipale)|majorite municipale|notre equipe)\b",
    "achieved": r"\bnous avons (?:realise|construit|renove|cree|obtenu|transforme|amenage|modernise|tenu|fait|permis|double|baisse)\w*",
    "before_after": r"\bavant ?(?:/|-|,|et|…)? ?apres\b|\bdepuis (?:notre|son) election\b|\ben (?:six|cinq|quatre|6|5|4) ans\b|"
    r"\bpar rapport a (?:20\d\d|l[’']ancienne)",
    "ballot": r"\b(?:candidat\w*|votez|voter pour|colistiers?|programme electoral|campagne electorale|tete de liste|liste conduite)\b",
}
COMPILED = {code: re.compile(pattern) for code, pattern in PATTERNS.items()}
PORTRAIT = re.compile(r"\b(?:maire|adjointe?|elue?s?|conseill\w+ (?:municipal|departemental|regional)\w*)\b")


def lint(text: str, *, alts: Iterable[str] = (), officials: Iterable[str] = (), volume: tuple[int, float] | None = None) -> list[Warning]:
    """Warnings in reading order of the list above. `volume`: how many lately, and how many are usual."""
    plain = _plain(text)
    found = [
        Warning(code, SENTENCES[code], _words(text, plain, match)) for code, pattern in COMPILED.items() if (match := pattern.search(plain))
    ]
    names = [name for name in officials if _plain(name)]
    found += [Warning("official", SENTENCES["official"], name) for name in names if _holds(plain, name)]
    for alt in alts:
        said = _plain(alt)
        if PORTRAIT.search(said) or any(_holds(said, name) for name in names):
            found.append(Warning("portrait", SENTENCES["portrait"], alt))
    if volume and is_unusual(*volume):
        found.append(Warning("volume", SENTENCES["volume"], f"{volume[0]} / {volume[1]:.0f}"))
    return found


def is_unusual(lately: int, usual: float) -> bool:
    """Half as much again as usual, and more than a handful; without earlier years nothing can be said."""
    return usual > 0 and lately >= 8 and lately > usual * 1.5


def _plain(text: str) -> str:
    """Lower case without accents; one letter for one letter, so that places stay."""
    letters = []
    for letter in text.casefold() if len(text.casefold()) == len(text) else text.lower():
        base = unicodedata.normalize("NFD", letter)[0]
        letters.append(base if len(base) == 1 else letter)
    return "".join(letters)


def _holds(plain: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(_plain(name))}(?!\w)", plain))


def _words(text: str, plain: str, match: re.Match[str]) -> str:
    """The words as they were typed, where the lengths agree."""
    return (text if len(text) == len(plain) else plain)[match.start() : match.end()]
