"""The belfry: the icon of a site in its town's colour, as a drawing and as pictures of the sizes that devices ask for."""

from __future__ import annotations

import io
from functools import lru_cache
from typing import TYPE_CHECKING

from django.urls import reverse

from beffroi.kernel.later import Later
from beffroi.ui.palette import HEX, PAPER, SHEET, VERSION, palette

if TYPE_CHECKING:
    from PIL import Image, ImageDraw
else:
    Image, ImageDraw = Later("PIL.Image"), Later("PIL.ImageDraw")

BELL = "#d99a1c"
SIZES = (48, 180, 192, 512)
SIDE = 64  # of the grid that everything is drawn on
SMOOTH = 4
MASK = 0.66  # what a round mask leaves of a square
STONES = [[(32, 3), (34, 11), (30, 11)], [(32, 9), (45, 26), (19, 26)], [(17, 27), (47, 27), (47, 31), (17, 31)],
          [(20, 32), (44, 32), (44, 61), (20, 61)], [(14, 59), (50, 59), (50, 62), (14, 62)]]  # fmt: skip
OPENINGS = [(27, 39, 37, 42), (28, 51, 36, 61)]  # left, spring of the arch, right, foot
BELL_SHAPE = [(28.5, 41.5), (29.5, 40.3), (30.0, 38.9), (30.1, 37.5), (30.6, 36.2), (32, 35.6), (33.4, 36.2), (33.9, 37.5),
              (34.0, 38.9), (34.5, 40.3), (35.5, 41.5)]  # fmt: skip


def stone(colour: str) -> str:
    """The town's colour, dark enough for paper."""
    return palette(colour if HEX.fullmatch(colour) else "#1f5673")["light"]["town"]


def svg(colour: str) -> str:
    shapes = "".join(f'<path d="M{"L".join(f"{x} {y}" for x, y in shape)}z"/>' for shape in STONES)
    arches = "".join(
        f'<path d="M{left} {foot}V{top}a{(right - left) / 2} {(right - left) / 2} 0 0 1 {right - left} 0V{foot}z"/>'
        for left, top, right, foot in OPENINGS
    )
    bell = "M28.5 41.5c1.3-1 1.5-2.5 1.6-4a1.9 1.9 0 0 1 3.8 0c.1 1.5.3 3 1.6 4z"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}"><g fill="{stone(colour)}">{shapes}</g>'
        f'<g fill="{SHEET}">{arches}</g><path fill="{BELL}" d="{bell}"/></svg>\n'
    )


@lru_cache(maxsize=16)
def png(colour: str, size: int, *, is_masked: bool = False) -> bytes:
    """On paper, with a margin; with a wide one if a device cuts a circle out of it."""
    whole = size * SMOOTH
    scale = whole / SIDE * (MASK if is_masked else 0.86)
    margin = (whole - SIDE * scale) / 2

    def placed(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
        return [(x * scale + margin, y * scale + margin) for x, y in points]

    picture = Image.new("RGB", (whole, whole), PAPER)
    draw = ImageDraw.Draw(picture)
    for shape in STONES:
        draw.polygon(placed(shape), fill=stone(colour))  # type: ignore[arg-type]
    for left, top, right, foot in OPENINGS:
        radius = (right - left) / 2
        draw.ellipse(placed([(left, top - radius), (right, top + radius)]), fill=SHEET)
        draw.rectangle(placed([(left, top), (right, foot)]), fill=SHEET)
    draw.polygon(placed(BELL_SHAPE), fill=BELL)
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).quantize(64).save(out, "PNG", optimize=True)
    return out.getvalue()


def svg_url(colour: str) -> str:
    return reverse("ui:icon", args=[VERSION, stone(colour)[1:]])


def png_url(colour: str, size: int, *, is_masked: bool = False) -> str:
    return reverse("ui:icon_of", args=[VERSION, stone(colour)[1:], "masked" if is_masked else "icon", size])
