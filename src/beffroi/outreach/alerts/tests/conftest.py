from datetime import timedelta
from pathlib import Path

import pytest
from beffroi_pytest import NOON

from beffroi.ground.places import actions as places
from beffroi.ground.town import actions as town
from beffroi.outreach.alerts import actions
from beffroi.outreach.alerts.models import Subscription

DATA = Path(__file__).parent / "data"
HOUR = timedelta(hours=1)


def square(west, south, size=0.01):
    ring = [[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def values(**changes):
    return {
        "headline": "Crue de l’Ance : ne vous approchez pas",
        "happens": "L’Ance monte <vite> & fort.",
        "steps": "Montez à l’étage.\nNe prenez pas la voiture.",
        "contact": "Mairie, 05 55 00 00 00",
        "severity": "Severe",
        "urgency": "Expected",
        "certainty": "Likely",
        "onset": NOON,
        "expires": NOON + 6 * HOUR,
        **changes,
    }


@pytest.fixture
def territory(db):
    """A commune with two districts: west and east."""
    town.set_up_town(name="Clairbourg", at=NOON, postal_code="87999", insee_code="87999")
    places.set_outline(geojson=square(1.0, 45.0, 0.02))
    west = places.add_district(name="Ouest", geojson=square(1.0, 45.0), position=1)
    east = places.add_district(name="Est", geojson=square(1.01, 45.0), position=2)
    return {"west": west, "east": east}


@pytest.fixture
def make_alert(validator, at):
    def make(issued=False, districts=(), accounts=(), hazard="flood", **changes):
        alert = actions.draft(hazard=hazard, values=values(**changes), author=validator, at=at, districts=districts, accounts=accounts)
        if issued:
            actions.issue(alert=alert, person=validator, at=at)
            alert.refresh_from_db()
        return alert

    return make


@pytest.fixture
def subscribe(db):
    """A confirmed subscription, by mail unless said."""

    def make(address, *, way="email", districts=(), confirmed=True, **more):
        row = Subscription.objects.create(
            way=way, address=address, created_at=NOON, confirmed_at=NOON if confirmed else None, **{"area_kind": "everywhere", **more}
        )
        row.districts.set(districts)
        return row

    return make
