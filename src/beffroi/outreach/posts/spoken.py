"""What a screen reader says of a message: an approximation that shows what eyes skip over."""

import re

import regex
from django.utils.translation import gettext as _

from beffroi.channels.base.counting import LINK
from beffroi.channels.base.types import Message

_EMOJI = regex.compile(
    r"(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f?)(?:\u200d\X|\p{Emoji_Modifier})*|\p{Regional_Indicator}{2}"
)
_TAG = re.compile(r"#(\w+)")
_HUMP = re.compile(r"(?<=[a-zà-ÿ0-9])(?=[A-ZÀ-Þ])")


def spoken(message: Message) -> str:
    """Pictures by their description, hashtags word by word if they have capitals, links by their host, emojis announced."""
    parts = [spoken_text(message.text)]
    for number, picture in enumerate(message.pictures, 1):
        said = picture.alt.strip() or _("without description: nothing is said of it")
        parts.append(_("Picture %(n)d: %(alt)s") % {"n": number, "alt": said})
    if message.clip:
        parts.append(_("Video: %(alt)s") % {"alt": message.clip.alt})
    if message.poll:
        parts.append(_("Poll: %(answers)s") % {"answers": ", ".join(message.poll.options)})
    return "\n".join(part for part in parts if part)


def spoken_text(text: str) -> str:
    said = LINK.sub(lambda match: _("link to %(host)s") % {"host": re.sub(r"^https?://(www\.)?", "", match[0]).partition("/")[0]}, text)
    said = _TAG.sub(lambda match: _("hashtag %(words)s") % {"words": _HUMP.sub(" ", match[1])}, said)
    return _EMOJI.sub(lambda match: f" ({_('emoji')}) ", said)
