"""What is told back, in the language of what was said, short enough for the network."""

from dataclasses import replace

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import Message, channels
from beffroi.kernel.text import excerpt
from beffroi.outreach.origins.models import Origin, Setting

TITLE = "{title}"
SHORTEST = 20  # letters of a title below which it says nothing


def language_of(heard: Heard) -> str:
    """French, unless another language was spoken."""
    return "fr" if (heard.language or "fr").lower().startswith("fr") else "en"


def objection_url(origin: Origin) -> str:
    with override(origin.language):
        return absolute(reverse("origins:origin", args=[origin.key]))


def absolute(url: str) -> str:
    return url if url.startswith(("http://", "https://")) else settings.BASE_URL + url


def receipt(origin: Origin, *, title: str, url: str, setting: Setting) -> Message:
    """Where it stands here, and how to say no."""
    with override(origin.language):
        own = {"fr": setting.receipt_fr, "en": setting.receipt_en}[origin.language]
        opening = own or _("Thank you! Your message is taken up here: {title}")
        closing = _("Not what you want? Say so: %(url)s") % {"url": objection_url(origin)}
    return _fitted(origin, opening, title=title, lines=(absolute(url), closing))


def outcome(origin: Origin, *, sentence: str, title: str, url: str) -> Message:
    """What came of it."""
    return _fitted(origin, sentence, title=title, lines=(absolute(url),))


def _fitted(origin: Origin, sentence: str, *, title: str, lines: tuple[str, ...]) -> Message:
    """The title gives way first, then the sentence; an address is never cut."""
    room = _room(origin)
    for length in (200, 120, 80, 50, SHORTEST):
        opening = sentence.replace(TITLE, _quoted(excerpt(title, length), origin.language))
        if room(text := "\n\n".join([opening, *lines])) >= 0:
            return _message(origin, text)
    opening = sentence.replace(TITLE, _quoted(excerpt(title, SHORTEST), origin.language))
    for length in range(len(opening), 0, -10):
        if room(text := "\n\n".join([excerpt(opening, length), *lines])) >= 0:
            return _message(origin, text)
    return _message(origin, "\n\n".join(lines))


def _room(origin: Origin):
    """How many letters are left: the network counts in its own way, and some put the author's address in front."""
    assert origin.heard
    heard = origin.heard
    channel = channels[heard.account.kind]
    limits = channel.answer_limits(heard.account, is_private=heard.is_private)

    def left(text: str) -> int:
        message = replace(_message(origin, text), text=f"{heard.author_address} {text}")
        letters = (
            limits.characters - channel.answer_length(message, is_private=heard.is_private) if limits.characters is not None else 10_000
        )
        size = limits.bytes - len(message.text.encode()) if limits.bytes is not None else 10_000
        return min(letters, size)

    return left


def _message(origin: Origin, text: str) -> Message:
    return Message(text=text, language=origin.language)


def _quoted(title: str, language: str) -> str:
    return f"«\u202f{title}\u202f»" if language == "fr" else f"“{title}”"
