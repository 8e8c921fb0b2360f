"""In which languages an alert is said: its own, and those that the commune offers beside it."""

from copy import copy
from typing import Any

from django.conf import settings

from beffroi.ground.town.models import Town
from beffroi.outreach.alerts.models import Alert, Release
from beffroi.outreach.alerts.rules import preferences
from beffroi.outreach.posts.forms.parts import LANGUAGES

NAMES = dict(LANGUAGES)
TEXTS = ("headline", "happens", "steps")


def offered() -> list[str]:
    """Those in which alerts are translated here: as the settings say, else those of the site."""
    chosen = preferences().languages or [code for code, _name in Town.current().language_choices]
    return [code for code in chosen if code != settings.LANGUAGE_CODE and code in NAMES]


def choices() -> list[tuple[str, str]]:
    """What a subscriber may choose."""
    return [(code, NAMES[code]) for code in (settings.LANGUAGE_CODE, *offered())]


def framed(language: str) -> str:
    """The language of the words around it: ours, where the software has none in that one."""
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def release_in(release: Release, language: str) -> Release:
    """The same release as it is said in a language; as it is, where it was not translated."""
    said = release.content.get("translations", {}).get(language)
    if not said:
        return release
    made = copy(release)
    made.content = release.content | said | {"language": language, "frame": framed(language)}
    made.note = said.get("note") or release.note
    return made


def alert_in(alert: Alert, language: str) -> Alert:
    """For pages: the words of this language, where there are some."""
    said = alert.translations.get(language)
    if not said:
        return alert
    made = copy(alert)
    for name in TEXTS:
        setattr(made, name, said.get(name, ""))
    made.language = language
    return made


def others(alert: Alert, shown: str) -> list[dict[str, Any]]:
    """The other languages in which a page has it."""
    codes = [alert.language, *alert.translations]
    return [{"code": code, "name": NAMES.get(code, code), "alert": alert_in(alert, code)} for code in codes if code != shown]
