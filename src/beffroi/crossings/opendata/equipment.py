"""The public equipment of the town in the words of the national schema (SCDL "équipements", 0.1.5): its places of interest."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from beffroi.crossings.opendata.types import ADDRESS, NUMBER, Column, Dataset, datasets
from beffroi.ground.places.models import Place
from beffroi.ground.town.models import Town

# Our kinds in the schema's themes: (theme, level 1 of the national list, what it is). A town hall has a finer code there.
THEMES = {
    "hall": ("Equipement administratif", "01010401", "Mairie"),
    "meeting": ("Equipement administratif", "01000000", "Salle de réunion"),
    "vote": ("Equipement administratif", "01000000", "Bureau de vote"),
    "health": ("Equipement sanitaire", "03000000", "Santé"),
    "digital": ("Equipement social et d'animation", "04000000", "Médiation numérique"),
    "sport": ("Equipement sportif et de loisirs", "05000000", "Sport"),
    "nature": ("Equipement sportif et de loisirs", "05000000", "Parc et jardin"),
    "school": ("Equipement d'enseignement", "06000000", "École"),
    "culture": ("Equipement culturel", "08000000", "Culture"),
    "heritage": ("Equipement culturel", "08000000", "Patrimoine"),
    "transport": ("Equipement de mobilité", "09000000", "Transport"),
    "market": ("Autre équipement", "10000000", "Marché et commerces"),
    "other": ("Autre équipement", "10000000", "Autre"),
}
MOST_OF_A_CODE = 999
_NUMBER = re.compile(r"^\s*(\d+(?:\s*/\s*\d+)?(?:\s*(?:bis|ter|quater|[a-dA-D])\b)?)[\s,]+(.*)$")
_NOT_IN_STREET = re.compile(r"[^a-zA-Z0-9\-'\s\u00C0-\u00FF]+")
_NOT_IN_CITY = re.compile(r"[^A-Za-z\s\-\u00C0-\u00FF]+")


def equipment() -> Iterator[list[Any]]:
    """None at all for a town whose SIREN or INSEE code is not filled in: each row needs them."""
    town = Town.current()
    if not (town.siren and town.insee_code and town.postal_code):
        return
    seen: Counter[str] = Counter()
    city = _NOT_IN_CITY.sub(" ", town.city or town.name).strip()
    for place in Place.objects.order_by("pk").iterator(chunk_size=500):
        theme, code, what = THEMES.get(place.kind, THEMES["other"])
        seen[code] += 1
        if seen[code] > MOST_OF_A_CODE:
            continue
        code = f"{code}-{seen[code]:03}"
        number, street = address_of(place)
        yield [
            town.name, head_office(town.siren), f"{town.insee_code}-{code}", theme, code, what, place.name, number, street, town.postal_code,
            city, "", "", "", None, place.latitude, place.longitude, opening(place.hours), telephone(place.phone), "",
            place.url or settings.BASE_URL + place.get_absolute_url(),
        ]  # fmt: skip


def head_office(siren: str) -> str:
    """The SIRET of the first establishment: SIREN, 0001, and the figure that Luhn's check asks for."""
    begun = f"{siren}0001"
    doubled = [int(figure) * (2 if place % 2 == 0 else 1) for place, figure in enumerate(reversed(begun))]
    return f"{begun}{-sum(value - 9 if value > 9 else value for value in doubled) % 10}"


def address_of(place: Place) -> tuple[str, str]:
    """Number and street; 99999 (as in address files) and the name of the place where there is no number."""
    found = _NUMBER.match(place.address)
    number, street = found.groups() if found else ("99999", place.address)
    street = _NOT_IN_STREET.sub(" ", street.split(",")[0].replace("’", "'")).strip()
    if len(street) < 3:
        street = _NOT_IN_STREET.sub(" ", place.name.replace("’", "'")).strip()
    return " ".join(number.split()), street if len(street) >= 3 else "Lieu-dit"


def telephone(text: str) -> str:
    """Ten figures; the schema has no room for more. "" where it is no French number."""
    figures = re.sub(r"\D", "", text)
    if figures.startswith("33") and len(figures) == 11:
        figures = f"0{figures[2:]}"
    return figures if len(figures) == 10 and figures.startswith("0") else ""


def opening(text: str) -> str:
    """Only hours that are written as OpenStreetMap does: the schema wants nothing else."""
    return text if re.match(r"^(Mo|Tu|We|Th|Fr|Sa|Su|PH|24/7)\b", text) else ""


datasets.register(
    Dataset(
        "equipements",
        _("Public equipment (SCDL)"),
        _(
            "The places of the town in the national schema “équipements”. Levels of the national list that we do not know are zeros; "
            "a place without a number has 99999, as in address files."
        ),
        (
            Column("COLL_NOM", pgettext_lazy("opendata", "Name of the town")),
            Column("COLL_SIRET", "SIRET", _("Of the first establishment of the town.")),
            Column("EQUIP_UID", _("Identifier")),
            Column("EQUIP_THEME", pgettext_lazy("opendata", "Theme")),
            Column("EQUIP_CODE", pgettext_lazy("opendata", "Code")),
            Column("EQUIP_TYPE", pgettext_lazy("opendata", "Type")),
            Column("EQUIP_NOM", _("Name")),
            Column("ADR_NUMERO", _("Number")),
            Column("ADR_NOMVOIE", pgettext_lazy("opendata", "Street")),
            Column("ADR_CODEPOSTAL", pgettext_lazy("opendata", "Postal code")),
            Column("ADR_COMMUNE", pgettext_lazy("opendata", "Commune")),
            Column("ADR_CLE_INTEROP", pgettext_lazy("opendata", "Key of the address")),
            Column("ERP_ID", pgettext_lazy("opendata", "Identifier as a public building")),
            Column("ERP_TYPE", pgettext_lazy("opendata", "Type of public building")),
            Column("ERP_CATEGORIE", pgettext_lazy("opendata", "Category of public building")),
            Column("EQUIP_LAT", _("Latitude"), _("In degrees, WGS 84."), NUMBER),
            Column("EQUIP_LONG", _("Longitude"), _("In degrees, WGS 84."), NUMBER),
            Column("EQUIP_OUVERTURE", pgettext_lazy("opendata", "Opening hours")),
            Column("EQUIP_TEL", pgettext_lazy("opendata", "Phone")),
            Column("EQUIP_EMAIL", pgettext_lazy("opendata", "E-mail")),
            Column("EQUIP_WEB", _("Page"), "", ADDRESS),
        ),
        equipment,
        (pgettext_lazy("opendata", "equipment"), "SCDL"),
    )
)
