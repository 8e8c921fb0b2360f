"""What a message on a network says to a contest: its tags, and which answer of a quiz it gives."""

import re

from django.utils.text import slugify

from beffroi.outreach.contests.models import Contest

_TAG = re.compile(r"#([^\W_][\w-]*)")
_LETTER = re.compile(r"(?:^|[\s:(])([A-Ha-h])(?=$|[\s.!,;)])")


def folded(tag: str) -> str:
    """Without case and accents: people write #FêteDuPain as they can."""
    return slugify(tag.lstrip("#")).replace("-", "").replace("_", "")


def tags_of(text: str) -> set[str]:
    return {folded(found) for found in _TAG.findall(text)} - {""}


def choice_in(text: str, contest: Contest) -> int | None:
    """The one answer that it names, by its words or by its letter; None: none, or several. A person looks then."""
    if contest.kind != Contest.QUIZ:
        return None
    bare = re.sub(r"[#@]\S+", " ", text)
    said = f"-{slugify(bare)}-"
    named = {index for index, option in enumerate(contest.options) if slugify(option) and f"-{slugify(option)}-" in said}
    if not named:
        letters = {found.upper() for found in _LETTER.findall(bare) if found.isupper() or len(bare.strip()) <= 3}
        named = {ord(letter) - ord("A") for letter in letters if ord(letter) - ord("A") < len(contest.options)}
    return named.pop() if len(named) == 1 else None
