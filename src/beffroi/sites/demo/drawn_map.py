"""The map of a town that does not exist, drawn here: an outline, three districts, streets, a river, woods."""

from collections.abc import Sequence
from typing import Any

X, Y = 1.3000, 45.8300  # the market square


def _at(east: float, north: float) -> list[float]:
    """Metres from the square → longitude, latitude."""
    return [round(X + east / 77_600, 6), round(Y + north / 111_200, 6)]


def _polygon(*points: tuple[float, float]) -> dict[str, Any]:
    ring = [_at(*point) for point in points]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _lines(*lines: Sequence[tuple[float, float]]) -> dict[str, Any]:
    return {"type": "MultiLineString", "coordinates": [[_at(*point) for point in line] for line in lines]}


def outline() -> dict[str, Any]:
    return _polygon(
        (-900, -640), (-420, -780), (120, -720), (640, -820), (980, -420), (1080, 60), (900, 520), (560, 760), (40, 820), (-480, 700), (-860, 420), (-1020, -60)
    )  # fmt: skip


def districts() -> list[tuple[str, dict[str, Any]]]:
    return [
        ("Le Bourg", _polygon((-330, -260), (280, -300), (330, 60), (300, 420), (-180, 470), (-360, 200))),
        ("Les Tilleuls", _polygon((330, 60), (620, -40), (1080, 60), (900, 520), (560, 760), (300, 420))),
        ("Le Pont-Vieux", _polygon((-330, -260), (-360, 200), (-860, 420), (-1020, -60), (-900, -640), (-420, -780), (-300, -520))),
    ]


RIVER = [(-1020, -180), (-760, -300), (-520, -300), (-330, -380), (-120, -470), (140, -520), (420, -600), (640, -820)]
STREETS: dict[str, list[tuple[float, float]]] = {
    "Rue des Écoles": [(-80, 20), (20, 60), (140, 60), (260, 110)],
    "Rue Haute": [(-80, 20), (-120, 120), (-100, 260), (-40, 400)],
    "Rue du Faubourg": [(-80, 20), (-220, -60), (-330, -160), (-420, -240)],
    "Route du Moulin": [(-420, -240), (-640, -180), (-880, -100)],
    "Avenue de la Gare": [(-80, 20), (60, -140), (200, -280), (330, -360)],
    "Allée des Tilleuls": [(260, 110), (380, 220), (480, 330), (600, 420)],
    "Chemin du Stade": [(140, 60), (220, -60), (340, -120), (480, -140)],
    "Rue de la Fontaine": [(-80, 20), (-10, -60), (-60, -180), (-120, -300)],
    "Impasse du Lavoir": [(-120, -300), (-180, -360)],
    "Rue du Pont-Vieux": [(-420, -240), (-400, -330), (-440, -430), (-480, -560)],
    "Chemin des Vignes": [(-40, 400), (-160, 520), (-340, 580)],
    "Rue des Lilas": [(380, 220), (460, 120), (620, 80), (800, 120)],
}


def street_line(name: str) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": [_at(*point) for point in STREETS[name]]}


def layers() -> dict[str, dict[str, Any]]:
    return {
        "water": _lines(RIVER),
        "streets": _lines(*STREETS.values()),
        "rail": _lines([(-300, -820), (60, -520), (330, -360), (640, -160), (1080, -40)]),
        "green": {
            "type": "MultiPolygon",
            "coordinates": [
                _polygon((430, 300), (560, 280), (620, 380), (520, 440))["coordinates"],
                _polygon((-860, 120), (-560, 180), (-480, 420), (-700, 440), (-860, 360))["coordinates"],
                _polygon((400, -220), (560, -240), (600, -120), (440, -80))["coordinates"],
            ],
        },
    }


def addresses() -> list[tuple[str, int, float, float]]:
    """Houses along the streets: street, number, longitude, latitude. Odd numbers on the left."""
    found = []
    for street, points in STREETS.items():
        number = 1
        for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
            length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5
            for step in range(int(length // 28)):
                part, side = (step + 0.5) * 28 / length, 9 if number % 2 else -9
                x = x1 + (x2 - x1) * part - (y2 - y1) / length * side
                y = y1 + (y2 - y1) * part + (x2 - x1) / length * side
                longitude, latitude = _at(x, y)
                found.append((street, number, longitude, latitude))
                number += 1
    return found
