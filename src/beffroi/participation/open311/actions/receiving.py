"""What applications bring: reports and news. Their door has checked the key; people are nobody's accounts here."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max

from beffroi.ground.media.models import Image
from beffroi.ground.people.rules import must_have_right
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.open311.access import CHECK
from beffroi.participation.open311.facts import HeldDecided, ReportHeld
from beffroi.participation.open311.models import ApiKey, Held
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports.models import Category, Photo, Report, Update

CHANNEL = "open311"
MOST_PHOTOS = 5
KEPT = timedelta(days=30)


@transaction.atomic
def receive(*, key: ApiKey, fields: Mapping[str, Any], images: Sequence[Image] = (), origin: str = "", at: datetime) -> Report | Held:
    """A new report of an application. With an `origin`, asking again gives the first.

    `fields`: category (its code), longitude, latitude, text, place, answers, reporter (sealed, never shown).
    """
    origin = f"open311:{key.pk}:{origin}" if origin else ""
    if not key.is_checked_first:
        return _open(fields, images, origin, at)
    if origin and (already := Held.objects.filter(origin=origin).first()):
        return already
    data = {**fields, "images": [image.pk for image in images], "key": origin}
    row = Held.objects.create(key=key, token=secrets.token_urlsafe(16), data=data, origin=origin, created_at=at)
    record(ReportHeld(held_id=row.pk))
    return row


def _open(fields: Mapping[str, Any], images: Sequence[Image], origin: str, at: datetime) -> Report:
    category = Category.objects.prefetch_related("attributes").get(code=fields["category"])
    return reports.open_report(
        category=category, longitude=fields["longitude"], latitude=fields["latitude"], text=fields["text"], place=fields["place"],
        answers=fields["answers"], reporter=fields["reporter"], images=images, origin=origin, origin_channel=CHANNEL, at=at,
    )  # fmt: skip


@transaction.atomic
def decide(*, held: Held, person: Any, take: bool, at: datetime) -> Held:
    """The team read it: it becomes a report, or it is forgotten."""
    require(must_have_right(person, CHECK))
    held = Held.objects.select_for_update(of=("self",)).get(pk=held.pk)
    if held.decided_at is not None:
        return held
    if take:
        fields = dict(held.data)
        images = list(Image.objects.filter(pk__in=fields.pop("images", [])))
        origin = fields.pop("key", "") or f"open311:held:{held.pk}"
        held.report = _open(fields, images, origin, at)
    held.decided_at, held.data = at, {}
    held.save(update_fields=["report", "decided_at", "data"])
    record(HeldDecided(held_id=held.pk, is_taken=take))
    return held


@transaction.atomic
def hear(
    *, key: ApiKey, report: Report, text: str, state: str, reporter: Mapping[str, str], origin: str = "", external_status: str = "",
    at: datetime,
) -> Update:  # fmt: skip
    """News from an application: of the service that it speaks for, or of somebody."""
    return reports.update(
        report=report, text=text, state=state, is_official=key.may_answer, by=key.name if key.may_answer else "", reporter=reporter,
        origin=f"open311:{key.pk}:{origin}" if origin else "", origin_channel=CHANNEL, external_status=external_status, at=at,
    )  # fmt: skip


@transaction.atomic
def add_photo(*, report: Report, image: Image) -> Photo | None:
    """A picture that an application named by its address."""
    last = Photo.objects.filter(report=report).aggregate(last=Max("position"))["last"]
    if last is not None and last + 1 >= MOST_PHOTOS:
        return None
    photo = Photo.objects.create(report=report, image=image, position=0 if last is None else last + 1)
    Report.objects.filter(pk=report.pk).update(version=F("version") + 1)
    return photo


@transaction.atomic
def forget_held(*, at: datetime) -> None:
    """Nobody decided in thirty days: what a person wrote is not kept for ever."""
    Held.objects.filter(decided_at=None, created_at__lt=at - KEPT).update(decided_at=at, data={})
