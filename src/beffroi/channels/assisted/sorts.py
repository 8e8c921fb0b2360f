"""The places where a person posts: what each takes, and how to do it there."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.channels.base.types import CAROUSEL, POST, REEL, STORY, Limits


@dataclass(frozen=True)
class Sort:
    """One kind of place."""

    kind: str
    label: Any
    limits: Limits
    how: tuple[Any, ...]  # what to do there, step by step
    is_paper: bool = False


SORTS: dict[str, Sort] = {
    sort.kind: sort
    for sort in (
        Sort(
            "tiktok",
            _("TikTok"),
            Limits(characters=2200, pictures=35, clips=True, clip_seconds=600, needs_media=True, forms=(POST, CAROUSEL)),
            (
                _("Save the video or the pictures on the phone of the commune."),
                _("Copy the text, open TikTok, press +, choose the video, and paste the text as its description."),
                _("Turn the captions on before you publish."),
            ),
        ),
        Sort(
            "whatsapp",
            _("WhatsApp channel"),
            Limits(characters=4096, pictures=10, clips=True),
            (
                _("Copy the text."),
                _("Open WhatsApp, “Updates”, the channel of the commune, and paste."),
                _("Add the picture from the download, then send."),
            ),
        ),
        Sort(
            "group",
            _("Closed group (Facebook or other)"),
            Limits(characters=5000, pictures=10, clips=True),
            (
                _("Copy the text."),
                _("Open the group with the account of the commune, and paste."),
                _("Add the pictures, and their descriptions."),
            ),
        ),
        Sort(
            "board",
            _("Notice board (paper)"),
            Limits(characters=1500, title=120, pictures=1),
            (_("Print the poster."), _("Pin it up, and take down what is over.")),
            is_paper=True,
        ),
        Sort(
            "other",
            _("Other"),
            Limits(characters=10_000, pictures=20, clips=True, forms=(POST, STORY, REEL, CAROUSEL)),
            (_("Copy the text and publish it there."),),
        ),
    )
}
