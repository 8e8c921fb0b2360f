"""Services, reports and news as the standard says them. No name, no address of whoever reported: nothing here reads them."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from beffroi.ground.media.templatetags.media import picture_url
from beffroi.ground.town.models import Town
from beffroi.kernel.mail import site
from beffroi.participation.reports import states
from beffroi.participation.reports.actions import stored_address
from beffroi.participation.reports.models import Attribute, Category, Photo, Report, Update

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"


def service(row: Category, attributes: int) -> dict[str, Any]:
    return {
        "service_code": row.code,
        "service_name": row.name,
        "description": row.description,
        "metadata": attributes > 0,
        "type": "realtime",
        "keywords": row.keywords,
        "group": row.group,
    }


def definition(row: Category, attributes: Iterable[Attribute]) -> dict[str, Any]:
    return {"service_code": row.code, "attributes": [_attribute(one, n) for n, one in enumerate(attributes, 1)]}


def _attribute(row: Attribute, order: int) -> dict[str, Any]:
    said: dict[str, Any] = {
        "variable": row.variable,
        "code": row.code,
        "datatype": row.datatype,
        "required": row.required,
        "datatype_description": row.datatype_description,
        "order": order,
        "description": row.description,
    }
    if row.is_list:
        said["values"] = [{"key": str(one["key"]), "name": str(one["name"])} for one in row.values]
    return said


def reports(rows: list[Report], *, extended: bool = False) -> list[dict[str, Any]]:
    """Two queries whatever their number: the pictures are read together."""
    pictures: dict[int, list[str]] = {}
    found = Photo.objects.filter(report__in=rows, told_in=None, hidden_at=None).select_related("image").order_by("position", "pk")
    for photo in found:
        pictures.setdefault(photo.report_id, []).append(site_url(picture_url(photo.image, 1280)))
    with override(settings.LANGUAGE_CODE):
        return [_report(row, pictures.get(row.pk, []), extended) for row in rows]


def _report(row: Report, pictures: list[str], extended: bool) -> dict[str, Any]:
    said: dict[str, Any] = {
        "service_request_id": row.public_id,
        "status": row.status.open311,
        "status_notes": row.note or row.state_said,
        "service_name": row.category.name,
        "service_code": row.category.code,
        "description": row.text or row.title,
        "agency_responsible": row.service.name if row.service else None,
        "service_notice": notice(row.category),
        "requested_datetime": row.opened_at,
        "updated_datetime": row.updated_at,
        "expected_datetime": row.expected_at,
        "address": row.place or None,
        "address_id": None,
        "zipcode": Town.current().postal_code or None,
        "lat": row.latitude,
        "long": row.longitude,
        "media_url": pictures[0] if pictures else None,
    }
    if extended:
        said["extended_attributes"] = {
            "title": row.title,
            "detailed_status": row.status.extended,
            "detailed_status_name": row.state_said,
            "kind": row.kind,
            "url": site_url(stored_address(row)),
            "supports": row.supports_count,
            "updates": row.updates_count,
            "photos": pictures,
        }
    return said


def notice(category: Category) -> str | None:
    """What one may expect, in one sentence."""
    days = category.expected_days
    if not days:
        return None
    return ngettext("Usually done within %(n)d day.", "Usually done within %(n)d days.", days) % {"n": days}


def updates(rows: list[Update]) -> list[dict[str, Any]]:
    pictures: dict[int, str] = {}
    for photo in Photo.objects.filter(told_in__in=rows, hidden_at=None).select_related("image").order_by("-position", "-pk"):
        pictures[photo.told_in_id or 0] = site_url(picture_url(photo.image, 1280))
    return [
        {
            "update_id": str(row.pk),
            "service_request_id": row.report.public_id,
            "status": extended_of(row),
            "updated_datetime": row.at,
            "description": row.text,
            "media_url": pictures.get(row.pk),
            "external_status_code": row.external_status or None,
        }
        for row in rows
    ]


def extended_of(row: Update) -> str:
    """The state that this news brought, else the one of its report, in FixMyStreet's words."""
    return states.STATES[row.state or row.report.state].extended


def discovery(changed: Any) -> dict[str, Any]:
    root = site_url(reverse("open311:services", args=["xml"])).removesuffix("/services.xml")
    town = Town.current()
    formats = ["text/xml", "application/json"]
    with override(settings.LANGUAGE_CODE):
        contact = ", ".join(filter(None, [str(town), town.email, town.phone]))
        key = _("Keys for applications are given by the town hall: %(url)s") % {"url": site_url(reverse("open311:about"))}
    point = {"specification": SPECIFICATION, "url": root, "changeset": changed, "type": "production", "formats": formats}
    return {"changeset": changed, "contact": contact, "key_service": key, "endpoints": [point]}


def site_url(path: str) -> str:
    """An address that works elsewhere."""
    return path if path.startswith(("https://", "http://")) else f"{site()}{path}"
