"""How much is at stake, by a published grid of questions (`grids/*.toml`): it advises the mode. Data, so that a new grid is a new file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from beffroi.participation.votes.models import ANONYMOUS, OPEN, SECRET

FOLDER = Path(__file__).parent / "grids"


@dataclass(frozen=True)
class Statement:
    key: str
    words: Mapping[str, str]

    def __str__(self) -> str:
        return said(self.words)


@dataclass(frozen=True)
class Grid:
    """Each statement that is not true costs a point; points make a level; a level advises modes."""

    kind: str
    source: str
    statements: tuple[Statement, ...]
    levels: tuple[int, ...]  # the most points of each level but the last
    advice: tuple[Mapping[str, str], ...]

    def points(self, answers: Mapping[str, Any]) -> int:
        return sum(not answers.get(statement.key) for statement in self.statements)

    def level(self, answers: Mapping[str, Any]) -> int:
        points = self.points(answers)
        return next((n for n, most in enumerate(self.levels, 1) if points <= most), len(self.levels) + 1)

    def said(self, answers: Mapping[str, Any]) -> str:
        return said(self.advice[self.level(answers) - 1])


def said(words: Mapping[str, str]) -> str:
    return words.get((get_language() or "fr")[:2]) or words["fr"]


@cache
def grid() -> Grid:
    """The grid in force: the last file by name."""
    path = sorted(FOLDER.glob("*.toml"))[-1]
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Grid(
        kind=path.stem,
        source=data["source"],
        statements=tuple(Statement(row["key"], {"fr": row["fr"], "en": row["en"]}) for row in data["statements"]),
        levels=tuple(data["levels"]),
        advice=tuple({"fr": row["fr"], "en": row["en"]} for row in data["advice"]),
    )


def weakest(level: int) -> str:
    """The least protected mode that a level allows."""
    return {1: OPEN, 2: SECRET}.get(level, SECRET)


def is_enough(mode: str, level: int) -> bool:
    order = (OPEN, ANONYMOUS, SECRET)
    return order.index(mode) >= order.index(weakest(level)) and level < 3
