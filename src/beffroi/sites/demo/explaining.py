"""Services, who does what, stories with a walk, a data file."""

from datetime import datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from beffroi.ground.media import actions as media
from beffroi.ground.places.models import Place
from beffroi.outreach.pages import actions as pages
from beffroi.outreach.pages.models import Institution, Page
from beffroi.sites.demo import actions
from beffroi.sites.demo.past import Past, content, person

MANAGER = "communication@clairbourg.example"
CSV = """annee;repas_servis;part_bio;part_locale
2023;41230;0,24;0,38
2024;42110;0,29;0,41
2025;42875;0,33;0,46
"""


def fill_pages(at: datetime) -> None:
    said, past, manager = content("pages"), Past(at), person(MANAGER)
    before = actions.last_job()
    for number, row in enumerate(said["services"]):
        with past.at(-200 + 9 * number) as then:
            _write(Page.SERVICE, _service(row, then), manager, then)
    told = {}
    for number, row in enumerate(said["stories"]):
        with past.at(-90 + 12 * number) as then:
            told[row["title"]] = _write(row["kind"], _story(row), manager, then)
    with past.at(-40) as then:
        trail = dict(said["trail"]) | {"is_public": True}
        stops = [told[title] for title in trail.pop("stops")]
        pages.keep_trail(trail=None, stops=stops, values=trail, person=manager, at=then)
        _fill_who(said, manager, then)
        _fill_file(manager, then)
    actions.forget_jobs(after=before)


def _service(row: dict[str, Any], then: datetime) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name not in ("helped", "missed")}
    return values | {
        "service_email": "accueil@clairbourg.example",
        "review_on": (then + timedelta(days=365)).date(),
        "helped_count": row["helped"],
        "missed_count": row["missed"],
    }


def _story(row: dict[str, Any]) -> dict[str, Any]:
    values = {name: value for name, value in row.items() if name not in ("kind", "place")}
    place = Place.objects.get(name=row["place"])
    return values | {"longitude": place.longitude, "latitude": place.latitude}


def _write(kind: str, values: dict[str, Any], manager: Any, then: datetime) -> Page:
    page = pages.draft(kind=kind, person=manager, at=then, values=values)
    return pages.publish(page=page, person=manager, at=then)


def _fill_who(said: dict[str, Any], manager: Any, then: datetime) -> None:
    pages.install_list(person=manager, at=then)
    for level, values in said["institutions"].items():
        row = Institution.objects.get(origin=level)
        pages.keep_institution(institution=row, person=manager, values=values, at=then)


def _fill_file(manager: Any, then: datetime) -> None:
    upload = SimpleUploadedFile("repas.csv", CSV.encode(), content_type="text/csv")
    title = "Repas servis à la cantine"
    document = media.take_document(upload=upload, title=title, at=then)
    values = {
        "kind": "data", "title": title, "licence": "lov2", "producer": "Clairbourg-sur-Ance", "frequency": "yearly",
        "description": "Nombre de repas servis chaque année, et part des produits bio et locaux, de 0 à 1.",
        "keywords": "cantine, école, bio, alimentation",
    }  # fmt: skip
    pages.publish_file(document=document, person=manager, at=then, values=values)
