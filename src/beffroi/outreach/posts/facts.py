from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PostSubmitted(Fact):
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostPublished(Fact):
    post_id: int
    about: str = ""


@dataclass(frozen=True, kw_only=True)
class PostWithdrawn(Fact):
    post_id: int


@dataclass(frozen=True, kw_only=True)
class PostMissed(Fact):
    """Its hour came and nobody had approved it: not published."""

    post_id: int
