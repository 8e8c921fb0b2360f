"""Drawings for the memories of the demonstration: a town that never was, in sepia, by a few lines each."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.kernel.later import Later

if TYPE_CHECKING:
    from PIL import Image, ImageDraw
else:
    Image, ImageDraw = Later("PIL.Image"), Later("PIL.ImageDraw")

WIDE, HIGH, EARTH = 800, 600, 440
PAPER, SKY, LIGHT, MIDDLE, DARK = "#f1e7d3", "#e3d5b8", "#cbb68d", "#9c7f56", "#4f3b26"


def house(draw: ImageDraw.ImageDraw, x: int, wide: int, high: int, *, roof: str = MIDDLE, ground: int = EARTH) -> None:
    draw.rectangle((x, ground - high, x + wide, ground), fill=LIGHT, outline=DARK, width=3)
    draw.polygon(
        [(x - 12, ground - high), (x + wide / 2, ground - high - wide * 0.4), (x + wide + 12, ground - high)], fill=roof, outline=DARK
    )
    for left in range(x + 18, x + wide - 24, 44):
        draw.rectangle((left, ground - high + 24, left + 20, ground - high + 54), fill=DARK)


def river(draw: ImageDraw.ImageDraw, top: int = 470) -> None:
    draw.rectangle((0, top, WIDE, HIGH), fill=LIGHT)
    for y in range(top + 14, HIGH, 22):
        draw.line([(x, y + 4 * math.sin(x / 26 + y)) for x in range(0, WIDE + 10, 10)], fill=MIDDLE, width=3)


def chimney(draw: ImageDraw.ImageDraw) -> None:
    for x in (60, 210, 560):
        house(draw, x, 130, 110)
    draw.polygon([(400, EARTH), (415, 130), (445, 130), (460, EARTH)], fill=MIDDLE, outline=DARK)
    for step in range(6):
        draw.ellipse((430 + step * 44, 96 - step * 9, 490 + step * 50, 136 - step * 6), fill=PAPER, outline=LIGHT, width=3)


def gate(draw: ImageDraw.ImageDraw) -> None:
    for x in (210, 550):
        draw.rectangle((x, 180, x + 50, EARTH), fill=MIDDLE, outline=DARK, width=4)
        draw.ellipse((x + 5, 140, x + 45, 180), fill=MIDDLE, outline=DARK, width=4)
    for x in range(268, 548, 20):
        draw.line((x, 230 + abs(x - 405) // 4, x, EARTH), fill=DARK, width=5)
    draw.line((262, 330, 548, 330), fill=DARK, width=8)


def washing(draw: ImageDraw.ImageDraw) -> None:
    river(draw)
    house(draw, 80, 240, 90)
    draw.line((380, 250, 740, 250), fill=DARK, width=3)
    for x in (420, 580):
        draw.polygon([(x, 250), (x + 120, 250), (x + 110, 390), (x + 8, 380)], fill=PAPER, outline=DARK)


def bridge(draw: ImageDraw.ImageDraw) -> None:
    river(draw, 420)
    draw.rectangle((0, 270, WIDE, 440), fill=MIDDLE, outline=DARK, width=4)
    for x in (70, 310, 550):
        draw.pieslice((x, 320, x + 180, 580), 180, 360, fill=SKY, outline=DARK, width=4)
    river(draw, 470)


def bicycle(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 120, WIDE, EARTH), fill=LIGHT)
    for y in range(150, EARTH, 40):
        for x in range(-40 + (y // 40 % 2) * 50, WIDE, 100):
            draw.rectangle((x, y, x + 96, y + 36), outline=MIDDLE, width=2)
    for x in (230, 470):
        draw.ellipse((x, 320, x + 160, 480), outline=DARK, width=7)
    draw.line([(310, 400), (370, 290), (520, 290), (420, 400), (310, 400), (370, 290), (360, 265)], fill=DARK, width=7)
    draw.line([(420, 400), (370, 290), (345, 265), (395, 265)], fill=DARK, width=7)
    draw.line([(550, 400), (515, 265), (560, 250)], fill=DARK, width=7)


def train(draw: ImageDraw.ImageDraw) -> None:
    draw.line((0, 470, WIDE, 470), fill=DARK, width=8)
    for x in (40, 240):
        draw.rectangle((x, 320, x + 170, 430), fill=MIDDLE, outline=DARK, width=4)
    draw.rectangle((450, 340, 690, 430), fill=DARK)
    draw.rectangle((450, 270, 530, 340), fill=MIDDLE, outline=DARK, width=4)
    draw.rectangle((630, 280, 660, 340), fill=DARK)
    for x in (60, 140, 260, 340, 470, 560, 630):
        draw.ellipse((x, 420, x + 50, 470), fill=LIGHT, outline=DARK, width=5)
    for step in range(4):
        draw.ellipse((620 - step * 60, 220 - step * 24, 690 - step * 50, 270 - step * 24), fill=PAPER, outline=LIGHT, width=3)


def feast(draw: ImageDraw.ImageDraw) -> None:
    for row, top in enumerate((120, 190)):
        draw.line([(x, top + 40 * math.sin(x / WIDE * math.pi)) for x in range(0, WIDE + 20, 20)], fill=DARK, width=3)
        for x in range(20, WIDE, 60):
            y = top + 40 * math.sin(x / WIDE * math.pi)
            draw.polygon([(x, y), (x + 40, y), (x + 20, y + 46)], fill=(MIDDLE, PAPER)[(x // 60 + row) % 2], outline=DARK)
    draw.rectangle((220, 360, 580, EARTH), fill=MIDDLE, outline=DARK, width=4)
    for x in (290, 390, 490):
        draw.ellipse((x, 265, x + 36, 301), fill=DARK)
        draw.polygon([(x - 8, 362), (x + 18, 300), (x + 44, 362)], fill=DARK)


def vats(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, WIDE, HIGH), fill=LIGHT)
    for x, y in ((90, 60), (430, 60), (90, 320), (430, 320)):
        draw.ellipse((x, y, x + 270, y + 220), fill=MIDDLE, outline=DARK, width=8)
        draw.ellipse((x + 26, y + 22, x + 244, y + 198), fill=DARK)
        draw.arc((x + 60, y + 50, x + 200, y + 160), 200, 320, fill=LIGHT, width=4)


def school(draw: ImageDraw.ImageDraw) -> None:
    house(draw, 130, 540, 170)
    draw.rectangle((370, 120, 430, 170), fill=LIGHT, outline=DARK, width=3)
    draw.polygon([(360, 120), (400, 70), (440, 120)], fill=MIDDLE, outline=DARK)
    draw.ellipse((388, 130, 412, 158), fill=DARK)


def market(draw: ImageDraw.ImageDraw) -> None:
    for x in (60, 310, 560):
        for stripe in range(6):
            left = x + stripe * 30
            draw.polygon([(left, 300), (left + 30, 300), (left + 26, 230), (left + 6, 230)], fill=(MIDDLE, PAPER)[stripe % 2], outline=DARK)
        draw.rectangle((x + 8, 380, x + 172, EARTH), fill=LIGHT, outline=DARK, width=3)
        draw.line((x + 10, 300, x + 10, EARTH), fill=DARK, width=4)
        draw.line((x + 170, 300, x + 170, EARTH), fill=DARK, width=4)


def snow(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, EARTH, WIDE, HIGH), fill=PAPER)
    for x in (90, 330):
        house(draw, x, 170, 110, roof=PAPER)
    draw.line((650, EARTH, 650, 220), fill=DARK, width=12)
    for y, reach in ((300, 70), (260, 90), (230, 50)):
        draw.line([(650 - reach, y - 70), (650, y), (650 + reach, y - 60)], fill=DARK, width=6)
    flakes = random.Random(56)  # noqa: S311  the same snow every time
    for _flake in range(160):
        x, y = flakes.randint(0, WIDE), flakes.randint(0, HIGH)
        draw.ellipse((x, y, x + 7, y + 7), fill="#fffaf0")


def wheel(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((430, 100, WIDE, EARTH + 40), fill=MIDDLE, outline=DARK, width=4)
    draw.ellipse((150, 140, 510, 500), outline=DARK, width=12)
    draw.ellipse((230, 220, 430, 420), outline=DARK, width=8)
    for turn in range(12):
        x, y = math.cos(turn * math.pi / 6), math.sin(turn * math.pi / 6)
        draw.line((330 + 20 * x, 320 + 20 * y, 330 + 205 * x, 320 + 205 * y), fill=DARK, width=7)
    river(draw, 490)


SCENES: dict[str, Callable[[ImageDraw.ImageDraw], None]] = {
    "chimney": chimney, "gate": gate, "river": washing, "bridge": bridge, "bicycle": bicycle, "train": train, "feast": feast, "vats": vats,
    "school": school, "market": market, "snow": snow, "wheel": wheel,
}  # fmt: skip


def old_picture(scene: str) -> SimpleUploadedFile:
    """The drawing as somebody would send it: on paper, with a white border."""
    drawn = Image.new("RGB", (WIDE, HIGH), SKY)
    draw = ImageDraw.Draw(drawn)
    draw.polygon([(0, 360), (180, 290), (420, 350), (620, 280), (WIDE, 340), (WIDE, HIGH), (0, HIGH)], fill="#d8c6a0")
    draw.rectangle((0, EARTH, WIDE, HIGH), fill="#bfa67a")
    SCENES[scene](draw)
    draw.rectangle((0, 0, WIDE - 1, HIGH - 1), outline="#fbf6ea", width=18)
    made = io.BytesIO()
    drawn.save(made, "PNG")
    return SimpleUploadedFile(f"{scene}.png", made.getvalue(), content_type="image/png")
