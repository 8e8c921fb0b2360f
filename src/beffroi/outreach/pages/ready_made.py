"""The list of who does what that comes with Beffroi: daily life in a small commune of France, in our own words."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any


@cache
def ready_made() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Institutions, then competences."""
    found = tomllib.loads((Path(__file__).parent / "data" / "who_does_what.toml").read_text(encoding="utf-8"))
    return found["institutions"], found["competences"]
