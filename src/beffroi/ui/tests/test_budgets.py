"""docs/budgets.md, held to what the bundler made."""

import re

import brotli
import pytest
from django.conf import settings

BUNDLE = settings.PROJECT / "build" / "static" / "bundle"
LATIN = re.compile(r"latin-\d+-")


def weight(name: str) -> int:
    return len(brotli.compress((BUNDLE / name).read_bytes()))


@pytest.mark.parametrize(("name", "most"), [("app.css", 25_000), ("app.js", 30_000)])
def test_what_every_page_loads_is_light(name, most):
    assert weight(name) <= most


def test_the_fonts_of_a_french_page_are_light():
    fonts = [path for path in (BUNDLE / "files").glob("*.woff2") if LATIN.search(path.name)]
    assert len(fonts) == 3
    assert sum(path.stat().st_size for path in fonts) <= 50_000
