"""What is said of a report, by people and by the team; with it, its state."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.promises import actions as promises
from beffroi.commons.promises.types import REPORT
from beffroi.ground.media.models import Image
from beffroi.ground.people.models import Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.reports import states
from beffroi.participation.reports.actions.opening import (
    ASK_AFTER,
    MOST_PHOTOS,
    REPORTER,
    belongs_in_list,
    count_in_process,
    ids,
    index,
)  # fmt: skip
from beffroi.participation.reports.facts import ReportEdited, ReportFixed, ReportUpdated
from beffroi.participation.reports.models import Photo, Report, Update
from beffroi.participation.reports.rules import may_bring, may_handle, may_take_part

AWAITED = 5


@transaction.atomic
def update(
    *, report: Report, at: datetime, text: str = "", state: str = "", person: Any = None, voice: Voice | None = None, by: str = "",
    is_official: bool = False, is_private: bool = False, images: Sequence[Image] = (), duplicate_of: Report | None = None,
    expected_at: datetime | None = None, shows_name: bool = False, reporter: Mapping[str, str] | None = None,
    origin: str = "", origin_channel: str = "", external_status: str = "",
) -> Update:  # fmt: skip
    """Say something of a report, perhaps with a new state.

    `is_official`: the team or a service speaks (`person` handles reports; without a person, the service through its own door).
    With an `origin`, a second call returns the first. What is older than the last word never takes the state back.
    """
    if origin and (already := Update.objects.filter(origin=origin).first()):
        return already
    report = Report.objects.select_for_update(of=("self",)).select_related("component__process", "category").get(pk=report.pk)
    text = text.replace("\0", "").strip()
    if state == report.state:
        state = ""
    if is_official or is_private:
        require(may_handle(person, report) if person is not None else None)
    else:
        require(may_take_part(person, report, at) if person is not None else None, may_bring(person, report, state, at))
    require(_must_say_something(text, state, images), _must_name_the_first(report, state, duplicate_of))
    if state and at < report.updated_at:
        state = ""
    row = Update.objects.create(
        report=report, text=text[:4000], state="" if is_private else state, voice=person.voice if person is not None else voice, by=by[:120],
        is_official=is_official, is_private=is_private, at=at, origin=origin[:200], origin_channel=origin_channel,
        external_status=external_status[:60], shows_name=shows_name,
        reporter={name: str(value)[:200] for name, value in (reporter or {}).items() if name in REPORTER and value},
    )  # fmt: skip
    Photo.objects.bulk_create([Photo(report=report, told_in=row, image=image, position=n) for n, image in enumerate(images[:MOST_PHOTOS])])
    if is_private:
        record(ReportEdited(**ids(report)))
        return row
    before = report.state
    _change(report, row, duplicate_of, expected_at)
    record(ReportUpdated(**ids(report), update_id=row.pk, state=row.state))
    if row.state == states.FIXED and is_official and before != states.FIXED and report.in_list and is_awaited(report):
        record(
            ReportFixed(
                subject=str(report.subject), title=report.title, process_id=ids(report)["process_id"], report_id=report.pk, update_id=row.pk
            )
        )
    return row


def is_awaited(report: Report) -> bool:
    """Whether its end is news for the town: something suggested, or something that many saw."""
    return report.is_suggestion or report.supports_count >= AWAITED


def _must_say_something(text: str, state: str, images: Sequence[Image]) -> Refusal | None:
    if text or state or images:
        return None
    return Refusal("empty", _("Write something, or choose a new state."))


def _must_name_the_first(report: Report, state: str, first: Report | None) -> Refusal | None:
    if state != states.DUPLICATE:
        return None
    if first is None or first.pk == report.pk or first.duplicate_of_id == report.pk:
        return Refusal("duplicate", _("Say which report it doubles, by its number."))
    return None


def _change(report: Report, row: Update, duplicate_of: Report | None, expected_at: datetime | None) -> None:
    """The report after this update: state, last word, dates, promise, lists."""
    at, was_listed, was_open = row.at, report.in_list, report.is_open
    if row.state:
        report.state = row.state
        report.ended_at = None if report.is_open else at
        report.duplicate_of = duplicate_of if row.state == states.DUPLICATE else None
        if report.state in (states.DUPLICATE, states.CANCELLED, states.FIXED_BY_USER, states.NOT_OURS):
            report.ask_at = None
        elif not was_open and report.is_open and report.category.asks_later:
            report.ask_at = at + ASK_AFTER
    if row.is_official:
        report.note = row.text or ("" if row.state else report.note)
        report.answered_at = report.answered_at or at
        report.expected_at = expected_at or report.expected_at
    report.updated_at = max(report.updated_at, at)
    report.in_list = belongs_in_list(report)
    report.updates_count = F("updates_count") + 1
    report.version = F("version") + 1
    report.save(
        update_fields=[
            "state", "ended_at", "duplicate_of", "ask_at", "note", "answered_at", "expected_at", "updated_at", "in_list", "updates_count",
            "version",
        ]
    )  # fmt: skip
    report.refresh_from_db(fields=["updates_count", "version"])
    if was_listed != report.in_list:
        count_in_process(report, 1 if report.in_list else -1)
    if row.is_official:
        promises.answered(subject=report.subject, at=at)
    if was_open and not report.is_open:
        promises.close(subject=report.subject, at=at)
    elif not was_open and report.is_open:
        promises.start(subject=report.subject, kind=REPORT, channel=report.origin_channel, at=at)
    index(report)


@transaction.atomic
def set_update_hidden(*, update: Update, hidden: bool, at: datetime) -> None:
    """Moderation took an update out of sight, or put it back. The state of the report stays what it is."""
    Update.objects.filter(pk=update.pk).update(hidden_at=at if hidden else None)
    Report.objects.filter(pk=update.report_id).update(version=F("version") + 1)
    record(ReportEdited(**ids(Report.objects.select_related("component").get(pk=update.report_id))))
