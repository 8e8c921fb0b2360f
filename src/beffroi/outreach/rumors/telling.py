"""The outcome goes back to whoever asked, and to where it circulates: each place once for each outcome."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import MESSAGE, Message, Thread
from beffroi.commons.notifications.actions import tell
from beffroi.kernel import mail
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.rumors import actions
from beffroi.outreach.rumors.models import Edition, Rumor, Sighting

LANGUAGES = ("fr", "en")


def outcome_of(rumor: Rumor) -> tuple[str, Callable[[], str], str]:
    """A key, the sentence in the active language, and the kind of notification; an empty key: nothing is known yet."""
    if rumor.state == Rumor.PUBLISHED:
        if rumor.number > 1:
            return f"n{rumor.number}", lambda: _("We have corrected our fact check: %(truth)s") % {"truth": rumor.truth}, "corrected"
        return "n1", lambda: _("We have checked what you told us: %(truth)s") % {"truth": rumor.truth}, "checked"
    if rumor.state == Rumor.CLOSED and rumor.reason != Rumor.WITHDRAWN and rumor.closed_at:
        return f"c{rumor.closed_at:%Y%m%d%H%M%S}", lambda: _("We cannot give a verdict: %(reason)s") % {"reason": why(rumor)}, "closed"
    return "", str, ""


def why(rumor: Rumor) -> str:
    """The reason of closing, with what the team added."""
    return " ".join(filter(None, [str(rumor.get_reason_display()), rumor.closing_words]))


def tell_all(rumor: Rumor, at: datetime, *, late: bool = False) -> None:
    """To everybody who brought it, once each: in each thread of a network, and once on the site or by mail. `late`: those who know nothing yet."""
    rows = list(rumor.sightings.standing().select_related("heard__account", "voice").order_by("pk"))
    spoken: set[Any] = {_who(one) for one in rows if one.told_at} if late else set()
    for sighting in rows:
        who = _who(sighting)
        if who is None or who not in spoken:
            spoken.add(who)
            tell_one(rumor, sighting, at)


def _who(sighting: Sighting) -> Any:
    if sighting.heard:  # what is told in one thread already, is not told there again
        return "heard", sighting.heard_id
    return sighting.voice_id or sighting.email.lower() or None


def tell_one(rumor: Rumor, sighting: Sighting, at: datetime) -> None:
    """In her own thread, on the site, or by mail. Asked again, it is not said again."""
    key, sentence, kind = outcome_of(rumor)
    if not key or sighting.withdrawn_at:
        return
    if sighting.heard:
        subject = Subject("rumor_sighting", sighting.pk)
        with override("fr"):
            url = rumor.get_absolute_url()
        origins.tell_back(subject=subject, sentences=_in_languages(sentence), url=url, key=f"rumor-{rumor.pk}-{key}", at=at)
    elif sighting.voice:
        params = {"outcome": _in_languages(sentence), "url": rumor.get_absolute_url()}
        tell(
            voices_or_accounts=[sighting.voice], kind=f"rumors:{kind}", subject=rumor.subject, params=params,
            origin=f"rumor-{sighting.pk}-{key}", at=at,
        )  # fmt: skip
    elif sighting.email:
        _mail(rumor, sighting, sentence, key)
    else:
        return  # nobody asked to be told
    actions.note_told(sighting=sighting, at=at)


def _in_languages(sentence: Callable[[], str]) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = sentence()
    return said


def _mail(rumor: Rumor, sighting: Sighting, sentence: Callable[[], str], key: str) -> None:
    with override(sighting.language):
        own = mail.site() + reverse("rumors:asked", args=[sighting.key])
        lines = [
            sentence(),
            _("Read it, with its sources:") + "\n" + mail.site() + rumor.get_absolute_url(),
            _("You asked us to check this. Your address is erased in 30 days; to erase it now:") + "\n" + own,
        ]
        mail.send(
            to=sighting.email, subject=_("What you asked us to check"), text="\n\n".join(lines), key=f"rumor-{sighting.pk}-{key}",
            language=sighting.language,
        )  # fmt: skip


def answer_here(rumor: Rumor, edition: Edition, at: datetime) -> None:
    """Under what was doubted on this site, in the name of the commune: what is true, and the way to the sources."""
    if edition.by is None or not hasattr(edition.by, "voice"):
        return
    with override("fr"):
        text = _("Checked by the commune: %(truth)s") % {"truth": edition.truth} + "\n\n" + mail.site() + rumor.get_absolute_url()
    for about in {sighting.about for sighting in rumor.sightings.standing().exclude(subject_kind="")}:
        place = _place(about) if about else None
        if place is None:
            continue
        thread, parent = place
        conversations.send(
            thread=thread, parent=parent, voice=edition.by.voice, text=text, is_official=True, language="fr",
            origin=f"rumor-{rumor.pk}-{edition.number}-{about}", at=at,
        )  # fmt: skip


def _place(about: Subject) -> tuple[Thread, Message | None] | None:
    """The open thread where it can be said."""
    if about.kind == MESSAGE:
        message = Message.objects.select_related("thread").filter(pk=about.id, removed_at=None, hidden_at=None).first()
        return (message.thread, message) if message and _is_open(message.thread) else None
    thread = Thread.objects.filter(subject_kind=about.kind, subject_id=about.id).first()
    return (thread, None) if thread and _is_open(thread) else None


def _is_open(thread: Thread) -> bool:
    return thread.closed_at is None and thread.hidden_at is None
