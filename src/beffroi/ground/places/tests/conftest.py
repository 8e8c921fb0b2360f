import io
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import _AUTHENTICATION_METHODS_USER_SESSION_KEY, AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from beffroi.ground.places.actions import import_addresses, set_outline

HEADING = (
    "id_ban_commune;id_ban_toponyme;id_ban_adresse;commune_insee;commune_nom;commune_deleguee_insee;commune_deleguee_nom;toponyme;"
    "lieudit_complement_nom;numero;suffixe;position;x;y;long;lat;cad_parcelles;source;date_der_maj;certification_commune"
)
STREETS = [
    ("Rue des Lilas", 1, 20), ("Avenue du Général de Gaulle", 1, 30), ("Boulevard Jean Jaurès", 1, 30), ("Place de l’Église", 1, 8),
    ("Rue Jean Jaurès", 1, 12), ("Impasse des Lilas", 1, 6), ("Rue d’Arcole", 1, 14), ("Chemin du Moulin à Vent", 1, 5),
    ("Allée des Œillets", 1, 5), ("Rue Saint-Éloi", 1, 10), ("Quai de la Lys", 1, 16), ("Square Marie-Curie", 1, 4),
]  # fmt: skip


def line(street: str, number: object, suffix: str = "", **more: object) -> str:
    cells = {
        "commune_insee": "59999", "commune_nom": "Bellerive", "toponyme": street, "numero": number, "suffixe": suffix, "position": "entrée",
        "x": "700000.00", "y": "7050000.00", "long": "3.05", "lat": "50.63", "source": "commune", "date_der_maj": "2026-01-10",
        "certification_commune": "1", "id_ban_commune": "a", "id_ban_toponyme": "b",
    }  # fmt: skip
    cells |= more
    return ";".join(str(cells.get(name, "")) for name in HEADING.split(";"))


def bal(*lines: str, heading: str = HEADING, bom: bool = True) -> io.BytesIO:
    return io.BytesIO(("\ufeff" * bom + "\r\n".join((heading, *lines)) + "\r\n").encode())


def town_lines() -> list[str]:
    made = []
    for row, (street, first, last) in enumerate(STREETS):
        for number in range(first, last + 1):
            made.append(line(street, number, long=f"{3.05 + number / 2000:.6f}", lat=f"{50.63 + row / 500:.6f}"))
    made.append(line("Rue des Lilas", 12, "bis", long="3.056100", lat="50.630100"))
    made.append(line("Le Clos Fleuri", 99999, long="3.070000", lat="50.640000"))
    return made


@pytest.fixture
def town_addresses(db, at):
    """A small town with its addresses."""
    return import_addresses(file=bal(*town_lines()), at=at)


@pytest.fixture
def square() -> Callable[..., dict]:
    """square(west, south, side): a GeoJSON Polygon."""

    def make(west: float, south: float, side: float = 1.0) -> dict:
        east, north = west + side, south + side
        return {"type": "Polygon", "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]]}

    return make


@pytest.fixture
def outline(db, square):
    return set_outline(geojson=square(3.0, 50.6, 0.1))


@pytest.fixture
def at_the_desk() -> Callable[[Any], Client]:
    """at_the_desk(person): a browser signed in with a second factor. (People stand above: their helper is out of reach.)"""

    def enter(person: Any) -> Client:
        client = Client()
        client.force_login(person)
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "at": time.time(), "type": "totp"}]
        session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = user_id_to_str(person)
        session.save()
        return client

    return enter
