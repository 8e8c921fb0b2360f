"""Listening to other Open311 services, and fetching the pictures that applications name."""

import hashlib
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from beffroi.ground.media.actions import take_image
from beffroi.kernel import clock, http
from beffroi.kernel.http import OutgoingError, OutgoingRefused
from beffroi.kernel.jobs import GiveUp, task
from beffroi.kernel.rules import Refused
from beffroi.participation.open311 import actions, formats
from beffroi.participation.open311.actions.sending import wait_of
from beffroi.participation.open311.client import Remote, state_here
from beffroi.participation.open311.models import Poll
from beffroi.participation.reports import states
from beffroi.participation.reports.actions import sendings
from beffroi.participation.reports.models import Photo, Report, Sending, Service
from beffroi.participation.reports.types import CannotForward

DOOR = "open311"
OVERLAP = timedelta(hours=2)  # what came while we listened is heard the next time; what was heard twice is told once
FIRST, LONGEST = timedelta(days=1), timedelta(days=30)
MOST_ASKED = 500
MOST_PICTURE = 20 * 1024 * 1024


@task(every=timedelta(minutes=5))
def listen() -> None:
    """Ask each service that has reports of ours, if it is time; each by a job of its own, so that a slow one delays no other."""
    at = clock.now()
    polls = {row.service_id: row for row in Poll.objects.all()}
    for service in Service.objects.filter(door=DOOR, closed_at=None, sendings__door=DOOR).distinct():
        row = polls.get(service.pk)
        if row and row.asked_at and row.asked_at + wait_of(row) > at:
            continue
        host = urlsplit(Remote.of(service).address).hostname or ""
        hear.using(unique=f"open311-hear-{service.pk}", host=host).enqueue(service_id=service.pk)


@task(retries=1)
def hear(*, service_id: int) -> None:
    """Numbers for tokens, then news, then states."""
    at = clock.now()
    service = Service.objects.filter(pk=service_id, door=DOOR, closed_at=None).first()
    if service is None:
        return
    poll = Poll.objects.filter(service=service).first()
    remote = Remote.of(service)
    try:
        _numbers(service, remote, at)
        has_updates = _news(service, remote, poll, at)
        _states(service, remote, at)
    except (CannotForward, OutgoingError) as error:
        actions.note_poll(service=service, at=at, problem=str(error))
        return
    actions.note_poll(service=service, at=at, heard_until=at, has_updates=has_updates)


def _numbers(service: Service, remote: Remote, at: datetime) -> None:
    """A token that is not known there any more must not stop the others."""
    for sending in Sending.objects.filter(service=service, door=DOOR, remote_id="").exclude(token="").order_by("checked_at", "pk")[:50]:
        try:
            number = remote.number_of(sending.token)
        except CannotForward as error:
            if not error.for_good:
                raise
            continue
        if number:
            sendings.acknowledged(sending=sending, remote_id=number, at=at)


def _news(service: Service, remote: Remote, poll: Poll | None, at: datetime) -> bool:
    """servicerequestupdates, for those who know them."""
    if poll is not None and not poll.has_updates and at.hour != 3:  # once a day: perhaps it has learned
        return False
    since = poll.heard_until - OVERLAP if poll and poll.heard_until else at - FIRST
    rows = remote.updates(max(since, at - LONGEST), at)
    if rows is None:
        return False
    numbers = {formats.text(row, "service_request_id", 120) for row in rows} - {""}
    ours = _reports(service, numbers)
    for row in sorted(rows, key=lambda row: formats.text(row, "updated_datetime", 40)):
        report = ours.get(formats.text(row, "service_request_id", 120))
        if report is not None:
            _tell(service, report, row, text=formats.text(row, "description"), key=formats.text(row, "update_id", 100), at=at)
    return True


def _states(service: Service, remote: Remote, at: datetime) -> None:
    """The state of what is still open here, for those who only tell it so. The same words are told once."""
    rows = Sending.objects.filter(service=service, door=DOOR, report__ended_at=None).exclude(remote_id="")
    numbers = list(rows.order_by("-report__opened_at").values_list("remote_id", flat=True)[:MOST_ASKED])
    if not numbers:
        return
    ours = _reports(service, set(numbers))
    for row in remote.requests(numbers):
        report = ours.get(formats.text(row, "service_request_id", 120))
        if report is None or not (formats.text(row, "status_notes") or formats.text(row, "status").lower() == "closed"):
            continue
        _tell(service, report, row, text=formats.text(row, "status_notes"), key="", at=at)


def _reports(service: Service, numbers: set[str]) -> dict[str, Report]:
    rows = Sending.objects.filter(service=service, door=DOOR, remote_id__in=numbers).select_related("report__category")
    return {row.remote_id: row.report for row in rows}


def _tell(service: Service, report: Report, row: dict[str, Any], *, text: str, key: str, at: datetime) -> None:
    state = state_here(row)
    report.refresh_from_db(fields=["state", "note", "updated_at"])
    if state in (states.RECEIVED, states.FIXED) and report.is_open == (state == states.RECEIVED):
        state = ""  # open or closed: it says no more than we know
    if not text and not state or (not key and text == report.note and not state):
        return
    moment = formats.read_moment(formats.text(row, "updated_datetime", 40))
    said_at = min(max(moment, report.opened_at), at) if moment else at
    seal = key or hashlib.sha256(f"{formats.text(row, 'status', 60)}|{text}".encode()).hexdigest()[:24]
    try:
        actions.hear_from(
            service=service, report=report, text=text, state=state, origin=f"open311:from:{service.pk}:{report.pk}:{seal}",
            external_status=formats.text(row, "external_status_code", 60), said_at=said_at,
        )  # fmt: skip
    except Refused:
        return  # what it brings is not possible any more here: the team sees the state of both


@task(retries=4)
def fetch_photo(*, report_id: int, url: str) -> None:
    """The picture that an application named by its address."""
    report = Report.objects.filter(pk=report_id).first()
    if report is None or Photo.objects.filter(report=report).exists():
        return
    try:
        answer = http.get(url, types=("image/",), most_bytes=MOST_PICTURE)
    except OutgoingRefused as error:
        raise GiveUp(str(error)) from None
    if not answer.ok:
        raise OutgoingError(_("The picture cannot be fetched."))
    upload = BytesIO(answer.content)
    upload.name = "photo"  # type: ignore[attr-defined]
    try:
        image = take_image(upload=upload, alt=_("Photo sent with the report"), at=clock.now())
    except ValidationError as error:
        raise GiveUp(" ".join(error.messages)) from None
    actions.add_photo(report=report, image=image)
