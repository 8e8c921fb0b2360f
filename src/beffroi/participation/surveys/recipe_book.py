"""Ready questionnaires (`recipes/*.toml`): the team takes one and changes its words. Every text has its languages."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language

from beffroi.kernel.text import slug

FOLDER = Path(__file__).parent / "recipes"


@dataclass(frozen=True)
class Recipe:
    kind: str
    data: dict[str, Any]

    @property
    def label(self) -> str:
        return said(self.data["label"])

    @property
    def explanation(self) -> str:
        return said(self.data["explanation"])

    @property
    def order(self) -> int:
        return self.data["order"]

    @property
    def questions_count(self) -> int:
        return sum(len(page["questions"]) for page in self.data["pages"])


def said(words: Any) -> str:
    """A text in the language of the page; French where it is missing."""
    if isinstance(words, str):
        return words
    return words.get((get_language() or "fr")[:2]) or words["fr"]


@cache
def recipes() -> dict[str, Recipe]:
    found = [Recipe(path.stem, tomllib.loads(path.read_text())) for path in sorted(FOLDER.glob("*.toml"))]
    return {recipe.kind: recipe for recipe in sorted(found, key=lambda recipe: recipe.order)}


def options(rows: list[Any]) -> list[dict[str, str]]:
    """Options with their keys: the French words, or the key that the recipe gives."""
    found = []
    for row in rows:
        label = said(row)
        key = row.get("key") if isinstance(row, dict) else ""
        found.append({"key": key or slug(row["fr"] if isinstance(row, dict) else label, most=34) or f"o{len(found) + 1}", "label": label})
    return found
