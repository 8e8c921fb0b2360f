"""Is it admissible? The team says so with its reasons, within the delay of the type."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import announced, locked, move, stored_address, tell_moved
from beffroi.participation.initiatives.facts import InitiativeOpened
from beffroi.participation.initiatives.models import Initiative
from beffroi.participation.initiatives.rules import GRACE, may_check
from beffroi.participation.spaces.actions import add_happening


@transaction.atomic
def admit(*, initiative: Initiative, person: Any, reason: str = "", at: datetime) -> Initiative:
    """Admissible: the collection begins, by the rules of its type as they are today."""
    row = locked(initiative)
    require(may_check(person, row))
    closes = end_of_day(at + timedelta(days=row.type.days))
    fields = {
        "opened_at": at,
        "closes_at": closes,
        "threshold": row.type.threshold,
        "purge_at": closes + GRACE + timedelta(days=row.type.keep_days),
    }
    move(row, states.COLLECTING, person, at, reason=reason.strip(), **fields)
    record(InitiativeOpened(**announced(row), threshold=row.threshold))
    add_happening(
        process=row.component.process,
        title=_("An initiative collects signatures: “%(title)s”.") % {"title": row.title[:120]},
        url=stored_address(row),
        at=at,
        origin=f"initiative-opened-{row.pk}",
    )
    return row


@transaction.atomic
def refuse(*, initiative: Initiative, person: Any, reason: str, at: datetime) -> Initiative:
    """Not admissible. The text is public with the reasons, so that everybody can judge."""
    row = locked(initiative)
    require(may_check(person, row), must_say_why(reason))
    tell_moved(row, move(row, states.REFUSED, person, at, reason=reason.strip(), ended_at=at))
    return row


@transaction.atomic
def send_back(*, initiative: Initiative, person: Any, reason: str, at: datetime) -> Initiative:
    """Nearly: the committee may change the text and send it again."""
    row = locked(initiative)
    require(may_check(person, row), must_say_why(reason))
    tell_moved(row, move(row, states.DRAFT, person, at, reason=reason.strip(), check_due_at=None))
    return row


def end_of_day(moment: datetime) -> datetime:
    """Midnight in the town: the last day is whole."""
    local = localtime(moment)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)


def must_say_why(reason: str) -> Refusal | None:
    if len(reason.strip()) >= 10:
        return None
    return Refusal("reason", _("Say why, in a sentence at least: the committee reads it."))
