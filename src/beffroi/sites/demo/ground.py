"""The town itself: who it is, its map, its people."""

from datetime import datetime, time
from typing import Any

from beffroi.ground.people import actions as people
from beffroi.ground.people.actions.demo import give_demo_factor
from beffroi.ground.people.rights import CITIZEN
from beffroi.ground.places import actions as places
from beffroi.ground.town import actions as town
from beffroi.kernel.demo import PASSWORD
from beffroi.sites.demo.drawn_map import districts, layers, outline
from beffroi.sites.demo.past import CONTENT, Past, content


def fill_town(at: datetime) -> None:
    data = content("town")
    known = data["town"]
    town.set_up_town(
        name=known["name"], at=at, tagline=known["tagline"], siren=known["siren"], population=known["population"],
        street=known["street"], postal_code=known["postcode"], city=known["city"], phone=known["phone"], email=known["email"],
        colour=known["colour"],
    )  # fmt: skip
    week: dict[int, list[tuple[time, time]]] = {}
    for line in data["hours"]:
        for day in line["days"]:
            week[day] = [(time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in line["intervals"]]
    town.set_week(week=week)
    town.set_up_legal(
        at=at, publication_director="Étienne Vasseur", publication_director_title="Maire", host_name="Commune de Clairbourg-sur-Ance",
        host_address="1 place du Beffroi, 87999 Clairbourg-sur-Ance", host_phone=known["phone"], privacy_officer="Nadia Ferrand",
        privacy_email=known["email"], accessibility_email=known["email"], declared_on=at.date(),
    )  # fmt: skip


def fill_map(at: datetime) -> None:
    places.set_outline(geojson=outline())
    for kind, geometry in layers().items():
        places.set_layer(kind=kind, geojson=geometry, credit="Beffroi")
    for position, (name, geometry) in enumerate(districts()):
        places.add_district(name=name, geojson=geometry, position=position)
    with (CONTENT / "addresses.csv").open("rb") as file:
        places.import_addresses(file=file, at=at)
    for place in content("places")["places"]:
        places.add_place(values=place, at=at)


def fill_people(at: datetime) -> None:
    past, data = Past(at), content("town")
    for row in data["accounts"]:
        with past.at(-358) as then:
            roles = [] if row["role"] == CITIZEN else [row["role"]]
            account = people.create_account(email=row["email"], name=row["name"], at=then, password=PASSWORD, roles=roles)
            _describe(account, row)
            if roles:
                give_demo_factor(account=account)
    for number, name in enumerate(data["people"]["names"]):
        with past.at(-357 + number / 2) as then:
            people.create_account(email=f"habitant{number + 1}@clairbourg.example", name=name, at=then)
    for row in data["representatives"]:
        if "email" not in row:
            with past.at(-350) as then:
                account = people.create_account(email=_address(row["name"]), name=row["name"], at=then, roles=["official"])
                people.set_badge(voice=account.voice, badge=row["mandate"])


def _describe(account: Any, row: dict[str, Any]) -> None:
    if about := row.get("about"):
        people.change_voice(voice=account.voice, name=row["name"], about=about)
    if badge := row.get("badge"):
        people.set_badge(voice=account.voice, badge=badge)


def _address(name: str) -> str:
    plain = name.lower().replace(" ", ".").translate(str.maketrans("éèêëïîàâôç", "eeeeiiaaoc"))
    return f"{plain}@clairbourg.example"
