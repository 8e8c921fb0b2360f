"""Pieces of the frame, rendered once for what goes into them: kept under their ingredients and the language, none can be stale,
nor show on one page what belongs to another.
"""

import secrets
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

MOST = 512
PLACE = secrets.token_urlsafe(24)  # nobody can write it into a page


def piece(template: str, **said: Hashable) -> SafeString:
    """The template with these values, which are plain words and frozen things of them."""
    make = _render if settings.DEBUG else _kept
    return make(template, get_language(), tuple((name, type(value), value) for name, value in said.items()))


def filled(template: str, holes: Mapping[str, str], **said: Hashable) -> SafeString:
    """A kept piece around what is of one page or one person alone: HTML that is put in afterwards."""
    html: str = piece(template, **said, **{name: place(name) for name in holes})
    for name, content in holes.items():
        html = html.replace(place(name), content)
    return SafeString(html)


def place(name: str) -> SafeString:
    """Where something will be put in: a word that no page has."""
    return SafeString(f"{name}-{PLACE}")


def _render(template: str, language: str | None, said: tuple[tuple[str, type, Any], ...]) -> SafeString:
    return SafeString(get_template(template).render({name: value for name, _type, value in said}))


_kept = lru_cache(maxsize=MOST)(_render)
