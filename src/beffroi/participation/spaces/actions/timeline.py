from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.participation.spaces.facts import ProcessEdited
from beffroi.participation.spaces.models import Happening, Process
from beffroi.participation.spaces.rules import EDIT, must_have_right_in


@transaction.atomic
def add_happening(
    *, process: Process, title: str, at: datetime, person: Any = None, text: str = "", url: str = "", origin: str = ""
) -> Happening | None:
    """A line of the timeline. Components call it without a person and with an origin, which makes it safe to call twice."""
    if person is not None:
        require(must_have_right_in(person, process, EDIT))
    if origin:
        row, made = Happening.objects.get_or_create(
            origin=origin, defaults={"process": process, "title": title[:200], "text": text, "url": url, "at": at}
        )
        if not made:
            return row
    else:
        row = Happening.objects.create(process=process, title=title[:200], text=text, url=url, at=at)
    Process.objects.filter(pk=process.pk).update(version=F("version") + 1)
    record(ProcessEdited(process_id=process.pk))
    return row


@transaction.atomic
def remove_happening(*, happening: Happening, person: Any, at: datetime) -> None:
    require(must_have_right_in(person, happening.process, EDIT))
    process_id = happening.process_id
    happening.delete()
    Process.objects.filter(pk=process_id).update(version=F("version") + 1)
    record(ProcessEdited(process_id=process_id))
