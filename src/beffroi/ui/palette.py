"""The town's one colour, made readable: lightness is moved in OKLCH until WCAG AA holds, hue and chroma are kept.

Served at an address that names the colour (`/look/<version>-<colour>.css`), so it never changes and needs no inline style.
OKLab: Björn Ottosson, https://bottosson.github.io/posts/oklab/ (2020). Contrast: WCAG 2.2, relative luminance.
"""

import math
import re
from functools import lru_cache

from django.urls import reverse

VERSION = "1"
HEX = re.compile(r"#[0-9a-fA-F]{6}")

PAPER, SHEET = "#faf6ec", "#fffdf7"  # the grounds of assets/tokens.css
NIGHT, NIGHT_SHEET = "#191714", "#23201c"
AIM = 5.0  # above 4.5, so that a tinted ground keeps AA too

Colour = tuple[float, float, float]


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def rgb(colour: str) -> Colour:
    return tuple(linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))  # type: ignore[return-value]


def luminance(colour: str) -> float:
    red, green, blue = rgb(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def to_oklch(colour: str) -> Colour:
    red, green, blue = rgb(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def channels(lightness: float, chroma: float, hue: float) -> Colour:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def to_hex(lightness: float, chroma: float, hue: float) -> str:
    """The colour, with as much of its chroma as the screen can show."""
    kept = chroma
    while kept > 0.001 and not all(-0.0005 <= channel <= 1.0005 for channel in channels(lightness, kept, hue)):
        kept *= 0.96
    values = (min(1.0, max(0.0, channel)) for channel in channels(lightness, kept, hue))
    return "#" + "".join(f"{round(encoded(channel) * 255):02x}" for channel in values)


def readable(colour: str, grounds: tuple[str, ...], *, darker: bool, aim: float = AIM) -> str:
    """The same colour, moved step by step until it reads on every ground."""
    lightness, chroma, hue = to_oklch(colour)
    found = colour.lower()
    while min(contrast(found, ground) for ground in grounds) < aim:
        lightness += -0.01 if darker else 0.01
        if not 0 < lightness < 1:
            return "#000000" if darker else "#ffffff"
        found = to_hex(lightness, chroma, hue)
    return found


@lru_cache(maxsize=64)
def palette(colour: str) -> dict[str, dict[str, str]]:
    """The tokens of the town's colour, on paper and by night."""
    lightness, chroma, hue = to_oklch(colour)
    pale = to_hex(0.945, min(chroma, 0.022), hue)
    town = readable(colour, (PAPER, SHEET, pale), darker=True)
    deep = to_hex(max(to_oklch(town)[0] - 0.09, 0.12), chroma, hue)
    night_pale = to_hex(0.29, min(chroma, 0.035), hue)
    night = readable(colour, (NIGHT, NIGHT_SHEET, night_pale), darker=False, aim=5.5)
    return {
        "light": {
            "town": town,
            "town-deep": deep,
            "town-pale": pale,
            "town-line": to_hex(0.80, min(chroma, 0.06), hue),
            "on-town": "#ffffff" if contrast("#ffffff", town) >= 4.5 else SHEET,
        },
        "dark": {
            "town": night,
            "town-deep": to_hex(min(to_oklch(night)[0] + 0.08, 0.97), min(chroma, 0.12), hue),
            "town-pale": night_pale,
            "town-line": to_hex(0.45, min(chroma, 0.06), hue),
            "on-town": NIGHT,
        },
    }


def stylesheet(colour: str) -> str:
    def declarations(tokens: dict[str, str]) -> str:
        return "".join(f"--{name}:{value};" for name, value in tokens.items())

    light, dark = palette(colour)["light"], declarations(palette(colour)["dark"])
    return (
        f":root{{--town-own:{colour};{declarations(light)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}\n"
        f"@media screen{{:root[data-theme=dark]{{{dark}}}}}\n"
    )


def stylesheet_url(colour: str) -> str:
    found = colour if HEX.fullmatch(colour) else "#1f5673"
    return reverse("ui:look", args=[VERSION, found[1:].lower()])
