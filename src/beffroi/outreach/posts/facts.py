from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PostSubmitted(Fact):
    said = pgettext_lazy("log", "A publication was sent for approval.")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostPublished(Fact):
    said = pgettext_lazy("log", "A publication came out.")
    post_id: int
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class PostChanged(Fact):
    """An approved change of a published post is on its way to where it stands."""

    post_id: int

    said = pgettext_lazy("log", "An approved change of a publication was carried out.")


@dataclass(frozen=True, kw_only=True)
class PostOver(Fact):
    """What a post said is no longer current: it says so, or was withdrawn, as foreseen."""

    post_id: int

    said = pgettext_lazy("log", "A publication was no longer current.")


@dataclass(frozen=True, kw_only=True)
class PostQuizOver(Fact):
    """The question of a quiz is closed: its right answer is said."""

    said = pgettext_lazy("log", "A quiz ended: its answer was said.")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostStopped(Fact):
    """The right to show one of its pictures had ended: not published."""

    said = pgettext_lazy("log", "A publication was stopped: a picture may not be shown any more.")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(Fact):
    said = pgettext_lazy("log", "A publication was withdrawn.")
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostMissed(Fact):
    """Its hour came and nobody had approved it: not published."""

    said = pgettext_lazy("log", "A publication missed its hour: nobody had approved it.")
    post_id: int
