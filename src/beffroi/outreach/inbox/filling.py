"""The blanks of a saved reply: `{name}` of who wrote, `{town}`, `{me}`, `{date}`; with French words as well."""

import re
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from beffroi.channels.base.actions import content_hash
from beffroi.ground.people.models import Account
from beffroi.ground.town.models import Town
from beffroi.outreach.inbox.models import Conversation, SavedReply

BLANK = re.compile(r"\{([^{}\n]{1,20})\}")
NAMES = {"nom": "name", "name": "name", "commune": "town", "town": "town", "moi": "me", "me": "me", "date": "date"}
# What stands in a blank of an approved reply is words alone: nothing that makes a link or a mention.
_NOT_PLAIN = re.compile(r"[\[\]{}<>`|\\\n\r]|https?:|www\.|@", re.IGNORECASE)
LONGEST = 80


def unknown_blanks(text: str) -> list[str]:
    """Blanks that nothing fills."""
    return sorted({name for name in BLANK.findall(text) if name.strip().lower() not in NAMES})


def values_for(conversation: Conversation, person: Account, at: datetime) -> dict[str, str]:
    name = re.sub(r"\s*\(@?[^)]*\)\s*$", "", conversation.author_name).strip()
    return {
        "name": name,
        "town": Town.current().name,
        "me": person.voice.name,
        "date": date_format(timezone.localtime(at), "j F Y"),
    }


def filled(text: str, values: dict[str, str]) -> str:
    return BLANK.sub(lambda match: values.get(NAMES.get(match[1].strip().lower(), ""), match[0]), text)


def is_plain(values: dict[str, str]) -> bool:
    return all(len(value) <= LONGEST and not _NOT_PLAIN.search(value) for value in values.values())


def frame_hash(saved: SavedReply) -> str:
    """What a validator approves beforehand."""
    return content_hash({"title": saved.title, "text": saved.text})
