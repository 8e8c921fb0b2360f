"""Our drawings: SVG files whose shapes carry classes (ink, tint, paper, bell, brick), coloured by tokens."""

from functools import lru_cache
from pathlib import Path

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

FOLDER = Path(__file__).parent / "drawings"


@lru_cache(maxsize=64)
def shapes(name: str) -> tuple[str, str]:
    """View box and content of a drawing."""
    text = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
    box = text.split('viewBox="', 1)[1].split('"', 1)[0]
    return box, text.split(">", 1)[1].rsplit("</svg>", 1)[0].strip()


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.svg"))


def inline(name: str, label: str = "") -> SafeString:
    box, content = shapes(name)
    named = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="drawing" viewBox="{}" {} focusable="false">{}</svg>', box, named, mark_safe(content))
