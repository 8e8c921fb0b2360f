"""The line that says who speaks: name, badge, picture. Small enough for a thousand rows, one query for all of them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Voice, portrait_url
from beffroi.ground.people.types import network_names

# What a list reads with its rows, in one query: Message.objects.values("text", *columns("voice"))
COLUMNS = ("pk", "public_id", "kind", "name", "badge", "version", "avatar__file", "avatar__sizes")


@dataclass(frozen=True)
class VoiceLine:
    """A voice, ready to be shown."""

    name: str
    badge: str = ""
    url: str = ""
    picture: str = ""
    is_service: bool = False
    elsewhere: str = ""


def columns(prefix: str = "") -> tuple[str, ...]:
    """Names for `.values()`: those of a voice, or of a voice at the end of a relation."""
    return tuple(f"{prefix}__{name}" if prefix else name for name in COLUMNS)


def line(voice: Voice | Mapping[str, Any] | VoiceLine | None, prefix: str = "") -> VoiceLine:
    """The line of a voice, from the row or from a dictionary of `columns(prefix)`."""
    if isinstance(voice, VoiceLine):
        return voice
    if voice is None:
        return VoiceLine(name=_("Someone who has left"))
    if isinstance(voice, Voice):
        avatar = voice.avatar if voice.avatar_id else None
        said: dict[str, Any] = {
            "public_id": voice.public_id,
            "kind": voice.kind,
            "name": voice.name,
            "badge": voice.badge,
            "origin_channel": voice.origin_channel,
            "avatar__file": avatar.file.name if avatar else None,
            "avatar__sizes": avatar.sizes if avatar else None,
        }
    else:
        start = f"{prefix}__" if prefix else ""
        said = {name: voice.get(start + name) for name in (*COLUMNS, "origin_channel")}
    if said["kind"] == Voice.GONE:
        return VoiceLine(name=_("Someone who has left"))
    name = said["name"] or ""
    return VoiceLine(
        name=name,
        badge=said["badge"] or "",
        url=reverse("voices:show", args=[said["public_id"]]) if said["public_id"] else "",
        picture=portrait_url(said["avatar__file"], said["avatar__sizes"]),
        is_service=said["kind"] == Voice.SERVICE,
        elsewhere=network_name(said["origin_channel"] or "") if said["kind"] == Voice.ELSEWHERE else "",
    )


def network_name(channel: str) -> str:
    """How people call the network; the word of the channel if nobody says it."""
    return next((name for names in network_names if (name := names.of(channel))), channel)


def lines(ids: Collection[int]) -> dict[int, VoiceLine]:
    """The lines of many voices, in one query."""
    return {row["pk"]: line(row) for row in Voice.objects.filter(pk__in=set(ids)).values(*COLUMNS, "origin_channel")}
