"""After the draw: places are accepted, declined, and given to others by lot."""

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.lottery.pool import read
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.panels import rules
from beffroi.participation.panels.actions.base import ids, locked, write
from beffroi.participation.panels.facts import SeatMoved
from beffroi.participation.panels.models import Candidate, Lottery, Panel, Seat
from beffroi.participation.panels.pool import HOME

if TYPE_CHECKING:
    from beffroi.engines.lottery import drawing
else:
    drawing = Later("beffroi.engines.lottery.drawing")


def _locked_seat(seat: Seat) -> Seat:
    return Seat.objects.select_for_update(of=("self",)).select_related("panel__component__process", "candidate").get(pk=seat.pk)


def _move(seat: Seat, state: str, at: datetime) -> None:
    seat.state, seat.answered_at = state, at
    seat.save(update_fields=["state", "answered_at"])
    write(seat.panel)
    record(SeatMoved(**ids(seat.panel), seat_id=seat.pk, state=state))


@transaction.atomic
def answer_seat(*, seat: Seat, accepts: bool, at: datetime) -> Seat:
    """Whoever was drawn says yes or no."""
    locked(seat.panel)
    seat = _locked_seat(seat)
    require(rules.may_answer_seat(seat))
    _move(seat, Seat.ACCEPTED if accepts else Seat.DECLINED, at)
    return seat


@transaction.atomic
def move_seat(*, seat: Seat, person: Any, state: str, at: datetime) -> Seat:
    """What was said by telephone, or never answered; or somebody leaves in the course of the panel."""
    locked(seat.panel)
    seat = _locked_seat(seat)
    require(rules.may_contact(person, seat.panel))
    if seat.state not in Seat.HERE or state not in dict(Seat.STATES) or state == Seat.ASKED:
        raise Refused(Refusal("gone", _("This place is no longer kept for this person.")))
    if state == Seat.SILENT and not seat.is_late(at):
        raise Refused(Refusal("early", _("This person still has time to answer.")))
    _move(seat, state, at)
    return seat


@transaction.atomic
def fill(*, seat: Seat, person: Any, at: datetime) -> Seat:
    """Somebody else for an empty place: by lot among those like the one who left, else among those who keep the quotas."""
    panel = locked(seat.panel)
    seat = _locked_seat(seat)
    require(rules.may_fill(person, seat))
    found = replacement(panel, seat)
    row = Candidate.objects.get(panel=panel, pseudonym=found["id"])
    made = Seat.objects.create(
        panel=panel, candidate=row, number=seat.number, replaces=seat, same_kind=found["same_kind"], asked_at=at,
        answer_by=at + timedelta(days=panel.answer_days),
    )  # fmt: skip
    write(panel)
    data = {"place": seat.number, "of_same_kind": found["same_kind"], "among": found["among"]}
    ledger.append(kind="panels:replaced", subject=panel.subject, data=data, at=at)
    record(SeatMoved(**ids(panel), seat_id=made.pk, state=Seat.ASKED))
    return made


def replacement(panel: Panel, seat: Seat) -> dict[str, Any]:
    """Who takes the place, by the engine: the same for anyone who has the files."""
    lottery = Lottery.objects.get(panel=panel)
    seed = json.loads(lottery.result)["parameters"]["seed"]
    pool = read(lottery.people["csv"], lottery.quotas, household=HOME if panel.one_a_home else "", seed=seed)
    asked = list(Seat.objects.filter(panel=panel).select_related("candidate").order_by("number", "pk"))
    # Places that are empty still count as their last holder: whoever comes must be like her.
    last = {one.number: one.candidate.pseudonym for one in asked}
    gone = seat.candidate.pseudonym
    away = {one.candidate.pseudonym for one in asked}
    away |= {row.pseudonym for row in Candidate.objects.filter(panel=panel) if not row.contact}
    try:
        return drawing.replacement(pool, list(last.values()), gone, unavailable=sorted(away), seed=seed)
    except ValueError:
        raise Refused(Refusal("nobody", _("Nobody of those who signed up keeps the quotas: this place stays empty."))) from None
