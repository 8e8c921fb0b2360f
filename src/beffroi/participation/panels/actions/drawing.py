"""The draw: prepared from the closed pool, published with its fingerprint, fixed by dice."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.engines.lottery.pool import read
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.later import Later
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.panels import rules, states
from beffroi.participation.panels.actions.base import announced, ids, index, locked, write
from beffroi.participation.panels.facts import PanelDrawn, PanelsPublished, PoolClosed, SeatMoved
from beffroi.participation.panels.models import Candidate, Invitation, Lottery, Panel, Seat
from beffroi.participation.panels.pool import HOME, features_of, people_csv, quotas_csv

if TYPE_CHECKING:
    from beffroi.engines.lottery import drawing, fair, result
else:
    drawing, fair, result = (Later(f"beffroi.engines.lottery.{name}") for name in ("drawing", "fair", "result"))

BANDS = 10


def calculate(panel: Panel) -> dict[str, Any]:
    """The files of the draw, {"people", "quotas", "result"}, or {"trouble": what would have to change}. Writes nothing; may take a minute.

    The seed is the fingerprint of the two files: nobody chooses it.
    """
    features = features_of(panel)
    people, quotas = people_csv(panel, features).encode(), quotas_csv(panel, features).encode()
    seed = int(hashlib.sha256(people + quotas).hexdigest()[:12], 16)
    home = HOME if panel.one_a_home else ""
    try:
        made = result.panels_of(people, quotas, size=panel.size, method=panel.method, seed=seed, household=home)
    except fair.NoPanel as error:
        return {"trouble": error.advice or [{"unlucky": True}]}
    except ValueError:  # fewer homes than places
        return {"trouble": [{"feature": "", "value": "", "size": panel.candidates_count}]}
    return {"people": people.decode(), "quotas": quotas.decode(), "result": made}


@transaction.atomic
def keep_draw(*, panel: Panel, made: dict[str, Any], at: datetime) -> Panel:
    """What was calculated: ready to be published; or the pool is open again, with the reason."""
    panel = locked(panel)
    if panel.state != states.COUNTING:
        return panel
    if "trouble" in made:
        write(panel, state=states.OPEN, closed_at=None, trouble=made["trouble"])
        record(PoolClosed(**ids(panel), is_closed=False))
        return panel
    found = made["result"]
    text = result.dumps(found)
    Lottery.objects.update_or_create(panel=panel, defaults={"quotas": made["quotas"], "people": {"csv": made["people"]}, "result": text})
    chances = [line["published"] for line in found["chances"].values()]
    figures = {
        "pool": found["pool"], "panels": len(found["panels"]), "left_out": len(found["left_out"]), "never": len(found.get("never", [])),
        "fair": found.get("least_chance"), "least": min(chances), "most": max(chances), "bands": _bands(chances), "seed": found["parameters"]["seed"],
        "people_sha256": found["input"]["people_sha256"], "quotas_sha256": found["input"]["quotas_sha256"],
    }  # fmt: skip
    write(panel, state=states.READY, fingerprint=found["fingerprint"], figures=figures)
    record(PoolClosed(**ids(panel), is_closed=True))
    return panel


def _bands(chances: list[float]) -> list[int]:
    """How many people have a chance of 0–10 %, 10–20 %, …"""
    bands = [0] * BANDS
    for chance in chances:
        bands[min(int(chance * BANDS), BANDS - 1)] += 1
    return bands


@transaction.atomic
def open_again(*, panel: Panel, person: Any, at: datetime) -> Panel:
    """Before anything is published, people may still sign up; the draw will be prepared anew."""
    panel = locked(panel)
    require(rules.may_open_again(person, panel))
    Lottery.objects.filter(panel=panel).delete()
    write(panel, state=states.OPEN, closed_at=None, fingerprint="", figures={})
    record(PoolClosed(**ids(panel), is_closed=False))
    return panel


@transaction.atomic
def publish(*, panel: Panel, person: Any, throw_at: datetime, throw_place: str, at: datetime) -> Panel:
    """The numbered panels and their fingerprint, for everybody and in the ledger, before the dice."""
    panel = locked(panel)
    if person is not None:
        require(rules.may_publish(person, panel), rules.must_be_ahead(throw_at, at))
    write(panel, state=states.PUBLISHED, published_at=at, throw_at=throw_at, throw_place=throw_place)
    data = {"fingerprint": panel.fingerprint, **{name: panel.figures[name] for name in ("people_sha256", "quotas_sha256")}}
    ledger.append(kind="panels:published", subject=panel.subject, data=data, at=at)
    record(PanelsPublished(**announced(panel), fingerprint=panel.fingerprint))
    return panel


@transaction.atomic
def move_throw(*, panel: Panel, person: Any, throw_at: datetime, throw_place: str, at: datetime) -> Panel:
    """Another hour or place for the dice; the panels stay as they were published."""
    panel = locked(panel)
    require(rules.may_move_throw(person, panel), rules.must_be_ahead(throw_at, at))
    write(panel, throw_at=throw_at, throw_place=throw_place)
    record(PoolClosed(**ids(panel), is_closed=True))
    return panel


@transaction.atomic
def throw(*, panel: Panel, person: Any, dice: Sequence[int], at: datetime) -> Panel:
    """The dice fell: the panel of that number is drawn, for good."""
    panel = locked(panel)
    if person is not None:
        require(rules.may_throw(person, panel, at))
    lottery = Lottery.objects.get(panel=panel)
    made = json.loads(lottery.result)
    try:
        drawn = drawing.thrown(made["panels"], dice)
    except ValueError:
        raise Refused(Refusal("dice", _("Three dice, each from 0 to 9."))) from None
    if drawing.fingerprint(made["panels"]) != panel.fingerprint:
        raise Refused(Refusal("changed", _("The panels are not those that were published. Nothing was drawn.")))
    pool = read(lottery.people["csv"], lottery.quotas, household=HOME if panel.one_a_home else "", seed=panel.figures["seed"])
    report = drawing.report(pool, drawn)
    word = "".join(map(str, dice))
    write(panel, state=states.DRAWN, drawn_at=at, dice=word, figures=panel.figures | {"report": report})
    _seat(panel, drawn, at)
    Invitation.objects.filter(panel=panel).exclude(state=Invitation.YES).update(letter={})
    ledger.append(kind="panels:drawn", subject=panel.subject, data={"fingerprint": panel.fingerprint, "dice": word}, at=at)
    record(PanelDrawn(**announced(panel), dice=word))
    index(panel)
    return panel


def _seat(panel: Panel, drawn: list[str], at: datetime) -> None:
    """A place for each, in an order that says nothing; places of those who left meanwhile are empty at once."""
    order = list(drawn)
    Random(f"seats {panel.fingerprint} {panel.dice}").shuffle(order)  # noqa: S311  public on purpose
    people = {row.pseudonym: row for row in Candidate.objects.filter(panel=panel, pseudonym__in=order)}
    until = at + timedelta(days=panel.answer_days)
    for number, pseudonym in enumerate(order, 1):
        row = people[pseudonym]
        state = Seat.LEFT if not row.contact else Seat.ASKED
        seat = Seat.objects.create(panel=panel, candidate=row, number=number, state=state, asked_at=at, answer_by=until)
        record(SeatMoved(**ids(panel), seat_id=seat.pk, state=state))
