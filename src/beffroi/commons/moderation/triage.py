"""Why a case stands where it stands in the queue. Only an order, said in words; a person decides.

Points: those of `commons.reading` for words of distress (40), insult (15), private data (15), urgency (10); 10 for each report (at most 50), 15 for a grave reason, 10 for a repeated text, 10 for an author about whom a
decision was taken within a year, 5 for an author who arrived this week, 5 for many links, -20 for what was checked
before and kept.
"""

import re
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from beffroi.commons.moderation.models import Case, Decision, Flag
from beffroi.commons.moderation.types import Signal, contexts
from beffroi.commons.reading.queries import hints
from beffroi.commons.reading.types import FLAGS, PERSONAL

GRAVE = (Flag.ILLEGAL, Flag.HATE, Flag.HARASSMENT, Flag.PRIVATE)
MANY_LINKS = 3
_LINK = re.compile(r"https?://|www\.", re.IGNORECASE)


def signals(case: Case, at: datetime) -> list[dict[str, Any]]:
    """Codes, points and numbers, as kept on the case."""
    found = []

    def add(code: str, points: int, n: int = 0) -> None:
        found.append({"code": code, "points": points, "n": n})

    if case.flags_count:
        add("flags", min(10 * case.flags_count, 50), case.flags_count)
    if grave := case.flags.filter(reason__in=GRAVE).count():
        add("grave", 15, grave)
    whole = contexts[case.subject_kind].whole(case.subject_id) if case.subject_kind in contexts else None
    if whole and whole.same_text:
        add("repeated", 10, whole.same_text)
    if case.voice_id:
        earlier = Decision.objects.filter(
            voice=case.voice_id, act__in=Decision.AGAINST, undone_at=None, made_at__gt=at - timedelta(days=365)
        ).count()
        if earlier:
            add("earlier", 10, earlier)
        if case.voice and at - case.voice.created_at < timedelta(days=7):
            add("new_voice", 5)
    links = len(_LINK.findall(case.excerpt))
    if links >= MANY_LINKS:
        add("links", 5, links)
    if Decision.objects.filter(subject_kind=case.subject_kind, subject_id=case.subject_id, act=Decision.KEEP).exists():
        add("kept", -20)
    return found + read(whole.text if whole else case.excerpt)


def read(text: str) -> list[dict[str, Any]]:
    """What a program noticed in the text, with the words that it noticed."""
    return [{"code": f"reading:{mark.kind}", "points": mark.points, "n": 0, "words": mark.words[:3]} for mark in hints(text).marks]


def in_words(case: Case) -> list[Signal]:
    """The same, for people."""
    return [Signal(one["code"], one["points"], _noticed(one) or _sentence(one["code"], one.get("n", 0))) for one in case.signals]


def _noticed(signal: dict[str, Any]) -> str:
    """The sentence for what a program noticed; "" for the others."""
    _prefix, is_read, kind = signal["code"].partition("reading:")
    label = (FLAGS | PERSONAL).get(kind) if is_read else None
    if label is None:
        return ""
    said = str(label)
    words = ", ".join(signal.get("words", ()))
    return _("%(what)s, says a program that may be wrong: “%(words)s”.") % {"what": said[:1].upper() + said[1:], "words": words}


def _sentence(code: str, n: int) -> str:
    sentences = {
        "flags": ngettext("%(n)d person reported it.", "%(n)d people reported it.", n),
        "grave": ngettext("%(n)d report speaks of something grave.", "%(n)d reports speak of something grave.", n),
        "repeated": ngettext("The same text stands in %(n)d other place.", "The same text stands in %(n)d other places.", n),
        "earlier": ngettext("%(n)d decision about this author within a year.", "%(n)d decisions about this author within a year.", n),
        "new_voice": _("The author arrived this week."),
        "links": ngettext("It holds %(n)d link.", "It holds %(n)d links.", n),
        "kept": _("It was checked before, and kept."),
    }
    sentence = sentences.get(code, code)
    return sentence % {"n": n} if "%(n)d" in sentence else sentence
