"""What the team does with a report beside answering: whose it is, how urgent, its words and pictures."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Account
from beffroi.ground.places.queries import district_at
from beffroi.ground.places.types import Location
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.reports.actions.opening import ids, index, send_to
from beffroi.participation.reports.facts import ReportEdited
from beffroi.participation.reports.models import Category, Photo, Report, Sending, Service
from beffroi.participation.reports.rules import may_edit, may_handle, must_be_in_town


@transaction.atomic
def sort(*, report: Report, service: Service | None, assignee: Account | None, priority: int, person: Any, at: datetime) -> Report:
    """To whom it goes, who takes care of it, how urgent it is. A new service is sent it."""
    require(may_handle(person, report))
    is_moved = service is not None and service.pk != report.service_id
    report.service, report.assignee, report.priority = service, assignee, priority
    Report.objects.filter(pk=report.pk).update(service=service, assignee=assignee, priority=priority, version=F("version") + 1)
    if is_moved and service is not None:
        Sending.objects.filter(report=report, state=Sending.WAITING).exclude(service=service).delete()
        send_to(report, service, at)
    else:
        record(ReportEdited(**ids(report)))
    report.refresh_from_db(fields=["version"])
    return report


@transaction.atomic
def edit(
    *, report: Report, title: str, text: str, category: Category, where: Location, is_private: bool, person: Any, at: datetime
) -> Report:
    """Correct the words, the sort or the place; what was first written is kept for the team."""
    require(may_edit(person, report), must_be_in_town(where.longitude, where.latitude))
    if text != report.text and not report.first_text:
        report.first_text = report.text
    moved = (where.longitude, where.latitude) != (report.longitude, report.latitude)
    report.title, report.text, report.category, report.kind = title[:120], text[:4000], category, category.kind
    report.longitude, report.latitude, report.place = where.longitude, where.latitude, where.address[:200]
    if moved:
        report.district, report.geometry = district_at(where.longitude, where.latitude), None
    report.is_private = is_private
    report.in_list = not (report.hidden_at or report.withdrawn_at or is_private or report.state == "duplicate")
    report.version = F("version") + 1
    report.save(
        update_fields=[
            "first_text", "title", "text", "category", "kind", "longitude", "latitude", "place", "district", "geometry", "is_private",
            "in_list", "version",
        ]
    )  # fmt: skip
    report.refresh_from_db(fields=["version"])
    index(report)
    record(ReportEdited(**ids(report)))
    return report


@transaction.atomic
def show_photo(*, photo: Photo, shown: bool, person: Any, at: datetime) -> Photo:
    """Take one picture out of sight (a face, a number plate), or put it back."""
    require(may_edit(person, photo.report))
    photo.hidden_at = None if shown else at
    photo.save(update_fields=["hidden_at"])
    Report.objects.filter(pk=photo.report_id).update(version=F("version") + 1)
    record(ReportEdited(**ids(photo.report)))
    return photo
