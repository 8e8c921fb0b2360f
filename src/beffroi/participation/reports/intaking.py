"""A report out of plain JSON: what a visitor wrote before she said who she is."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import Refusal, Refused
from beffroi.participation.reports.actions import open_report, stored_address
from beffroi.participation.reports.actions.phones import became, is_right
from beffroi.participation.reports.models import Category, PhoneCode, Report
from beffroi.participation.spaces.models import Component

FIELDS = ("text", "answers", "longitude", "latitude", "place", "geometry", "shows_name", "language")


def words_of(data: dict[str, Any]) -> dict[str, Any]:
    """What open_report takes; refused if the category or the space is gone."""
    category = Category.objects.filter(code=data["category"]).first()
    component = None
    if data.get("component"):
        component = Component.objects.select_related("process").filter(pk=data["component"], kind="report").first()
    if category is None or (data.get("component") and component is None):
        raise Refused(Refusal("gone", _("This page no longer exists.")))
    images = list(Image.objects.filter(pk__in=data.get("images") or []).order_by("pk"))
    return {"category": category, "component": component, "images": images, **{name: data[name] for name in FIELDS if name in data}}


def publish(person: Account, data: dict[str, Any], at: datetime) -> str:
    """What a visitor reported, now that she said who she is."""
    return stored_address(open_report(**words_of(data), person=person, at=at))


def confirm(*, row: PhoneCode, code: str, at: datetime) -> Report | None:
    """The code came back from the telephone: the report is made. None: it is another code."""
    if not is_right(row=row, code=code):
        return None
    said = words_of(row.data) | {"shows_name": False}
    report = open_report(**said, reporter=dict(row.phone), origin=f"phone:{row.key}", origin_channel="sms", at=at)
    became(row=row, report=report)
    return report
