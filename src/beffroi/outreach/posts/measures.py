"""Figures of a publication, in words; a figure that the network does not give is said so, never shown as nought."""

from typing import Any

from django.utils.translation import pgettext_lazy

from beffroi.channels.base.models import Measure

WORDS = {
    "views": pgettext_lazy("posts figure", "views"),
    "reach": pgettext_lazy("posts figure", "people reached"),
    "likes": pgettext_lazy("posts figure", "likes"),
    "replies": pgettext_lazy("posts figure", "answers"),
    "comments": pgettext_lazy("posts figure", "comments"),
    "shares": pgettext_lazy("posts figure", "shares"),
    "quotes": pgettext_lazy("posts figure", "quotes"),
    "saves": pgettext_lazy("posts figure", "times kept"),
    "clicks": pgettext_lazy("posts figure", "clicks"),
    "opens": pgettext_lazy("posts figure", "openings"),
    "sent": pgettext_lazy("posts figure", "messages sent"),
}


def words_for(measures: dict[str, Measure]) -> list[dict[str, Any]]:
    """In the order of WORDS, then what only one network counts."""
    order = [*WORDS, *(name for name in measures if name not in WORDS)]
    return [
        {"label": WORDS.get(name, name), "value": measures[name].value, "is_given": measures[name].status == "ok"}
        for name in order
        if name in measures
    ]
