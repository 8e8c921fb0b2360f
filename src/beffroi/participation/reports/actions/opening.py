"""A report begins, is found, is hidden, is taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.translation import get_language, override

from beffroi.commons.promises import actions as promises
from beffroi.commons.promises.types import REPORT
from beffroi.commons.search import actions as search
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Voice
from beffroi.ground.places.queries import district_at
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.participation.reports import states
from beffroi.participation.reports.facts import ReportEdited, ReportHidden, ReportOpened, ReportRouted
from beffroi.participation.reports.models import Category, Photo, Report, Sending, Service, Update
from beffroi.participation.reports.reading import service_for
from beffroi.participation.reports.rules import (
    may_report,
    may_withdraw,
    may_write,
    must_be_complete,
    must_be_in_town,
    must_go_on,
    read_answers,
)  # fmt: skip
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component

COUNTERS = {"supports": "supports_count", "messages": "messages_count", "follows": "follows_count"}
ASK_AFTER = timedelta(weeks=4)
MOST_PHOTOS = 5
REPORTER = ("email", "phone", "first_name", "last_name", "device_id", "account_id")


@transaction.atomic
def open_report(
    *, category: Category, longitude: float, latitude: float, at: datetime, text: str = "", title: str = "", place: str = "",
    answers: Mapping[str, Any] | None = None, geometry: dict[str, Any] | None = None, images: Sequence[Image] = (),
    person: Any = None, voice: Voice | None = None, shows_name: bool = False, reporter: Mapping[str, str] | None = None,
    component: Component | None = None, origin: str = "", origin_channel: str = "", origin_address: str = "", language: str = "",
    is_checked: bool = False,
) -> Report:  # fmt: skip
    """Report something. `person` reports here; without one, the door it came through has checked who it is (`voice` may be None).

    With an `origin`, a second call returns the report of the first. `is_checked`: the team reports what it saw itself.
    """
    if origin and (already := Report.objects.filter(origin=origin).first()):
        return already
    said, wrong = read_answers(category, answers or {})
    require(
        may_report(person, component, at) if person is not None else may_write(component, at),
        must_go_on(category, said),
        Refusal("answers", next(iter(wrong.values()))) if wrong else None,
        must_be_complete(category, text, said, has_photo=bool(images)),
        must_be_in_town(longitude, latitude),
    )
    text, title = text.replace("\0", "").strip(), " ".join(title.replace("\0", "").split())
    district = district_at(longitude, latitude)
    report = Report.objects.create(
        kind=category.kind, component=component, category=category, service=service_for(category, district),
        voice=person.voice if person is not None else voice, shows_name=shows_name,
        reporter={name: str(value)[:200] for name, value in (reporter or {}).items() if name in REPORTER and value},
        title=(title or _title(category, text))[:120], text=text, language=language or (get_language() or settings.LANGUAGE_CODE)[:2],
        answers=said, longitude=longitude, latitude=latitude, geometry=geometry, place=place.replace("\0", "")[:200], district=district,
        opened_at=at, updated_at=at, expected_at=at + timedelta(days=category.expected_days) if category.expected_days else None,
        ask_at=at + ASK_AFTER if category.asks_later else None, is_private=category.is_private, in_list=not category.is_private,
        origin=origin[:200], origin_channel=origin_channel or (person.came_by if person is not None else ""),
        origin_address=origin_address[:500],
    )  # fmt: skip
    Photo.objects.bulk_create([Photo(report=report, image=image, position=n) for n, image in enumerate(images[:MOST_PHOTOS])])
    promises.start(subject=report.subject, kind=REPORT, channel=origin_channel, at=at)
    count_in_process(report, 1)
    index(report)
    record(ReportOpened(**ids(report)))
    if report.service is not None:
        send_to(report, report.service, at)
    return report


def _title(category: Category, text: str) -> str:
    """Problems are known by what they are; suggestions by what is suggested."""
    return excerpt(text, 80) or category.name if category.kind == "suggestion" else category.name


def send_to(report: Report, service: Service, at: datetime) -> None:
    """It is now for this service; a job hands it over if the service is not on this desk."""
    if service.door != Service.DESK:
        Sending.objects.get_or_create(report=report, service=service, defaults={"door": service.door, "created_at": at})
    record(ReportRouted(**ids(report), service_id=service.pk))


@transaction.atomic
def withdraw(*, report: Report, person: Any, at: datetime) -> Report:
    """Its author takes it back: it leaves the lists and the map."""
    require(may_withdraw(person, report))
    return _withdraw(report, at)


@transaction.atomic
def withdraw_elsewhere(*, report: Report, at: datetime) -> Report:
    """Its author took the message away where it was written."""
    return report if report.withdrawn_at or not report.origin else _withdraw(report, at)


def _withdraw(report: Report, at: datetime) -> Report:
    was_listed = report.in_list
    if Report.objects.filter(pk=report.pk, withdrawn_at=None).update(withdrawn_at=at, in_list=False, ask_at=None, version=F("version") + 1):
        promises.void(subject=report.subject, at=at)
        if was_listed:
            count_in_process(report, -1)
        record(ReportEdited(**ids(report)))
    report.refresh_from_db(fields=["withdrawn_at", "in_list", "version", "ask_at"])
    index(report)
    return report


@transaction.atomic
def put_back_elsewhere(*, report: Report, at: datetime) -> Report:
    """It was taken back by mistake, or by a stranger."""
    if report.withdrawn_at is None or not report.origin:
        return report
    report.withdrawn_at = None
    _relist(report, at)
    record(ReportEdited(**ids(report)))
    return report


@transaction.atomic
def set_hidden(*, report: Report, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    report.hidden_at = at if hidden else None
    _relist(report, at)
    record(ReportHidden(**ids(report), hidden=hidden))


def _relist(report: Report, at: datetime) -> None:
    """Lists, counters, promise and search follow what happened to it."""
    was_listed = report.in_list
    report.in_list = belongs_in_list(report)
    fields = ["hidden_at", "withdrawn_at", "in_list"]
    Report.objects.filter(pk=report.pk).update(version=F("version") + 1, **{name: getattr(report, name) for name in fields})
    if was_listed != report.in_list:
        count_in_process(report, 1 if report.in_list else -1)
        if report.is_open:
            (promises.reopen if report.in_list else promises.void)(subject=report.subject, at=at)
    report.refresh_from_db(fields=["version"])
    index(report)


def count(*, report_id: int, counter: str, by: int) -> None:
    """Keep a stored counter, in the caller's transaction."""
    if counter in COUNTERS:
        name = COUNTERS[counter]
        Report.objects.filter(pk=report_id).update(**{name: F(name) + by, "version": F("version") + 1})


@transaction.atomic
def forget_author(*, voice: Voice) -> None:
    """Somebody is leaving: what was seen stays, by a voice without a name, and nothing that leads to her."""
    Report.objects.filter(voice=voice).update(reporter={}, origin_address="", shows_name=False, ask_at=None, version=F("version") + 1)
    Update.objects.filter(voice=voice).update(reporter={}, shows_name=False)


# For the other actions of this domain.


def belongs_in_list(report: Report) -> bool:
    """Whether lists and maps show it, from what happened to it."""
    return not (report.hidden_at or report.withdrawn_at or report.is_private or report.state == states.DUPLICATE)


def ids(report: Report) -> dict[str, int]:
    """What every fact about a report says."""
    return {"report_id": report.pk, "process_id": report.component.process_id if report.component else 0}


def count_in_process(report: Report, by: int) -> None:
    if report.component is not None and not report.is_private:
        count_contributions(process_id=report.component.process_id, by=by)


def address(report: Report | int) -> str:
    """Its page, in the language of the moment; stored addresses are made by `stored_address`."""
    return reverse("reports_town:report", args=[report if isinstance(report, int) else report.pk])


def stored_address(report: Report | int) -> str:
    """Its page in the town's first language."""
    with override(settings.LANGUAGE_CODE):
        return address(report)


def index(report: Report) -> None:
    """Put what is public in the search; take the rest out."""
    component = report.component
    if not report.in_list or (component is not None and not (component.is_public and component.process.is_public)):
        search.remove(subject=report.subject)
        return
    search.put(
        subject=report.subject,
        title=f"{report.title} – {report.place}" if report.place else report.title,
        text="\n".join(filter(None, [report.text, report.category.name, report.category.keywords, report.note])),
        url=stored_address(report),
        language=report.language,
        at=report.opened_at,
        space=Subject("process", component.process_id) if component is not None else None,
    )
