"""Signatures: once per person. The row decides (unique constraints), then the counter moves in the same transaction."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beffroi.commons.promises import actions as promises
from beffroi.kernel import edition, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.initiatives import identity as who
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import announced, ids, index, stored_address
from beffroi.participation.initiatives.facts import ShareReached, ThresholdReached
from beffroi.participation.initiatives.models import Initiative, Signature, Step
from beffroi.participation.initiatives.rules import may_sign, may_take_back
from beffroi.participation.initiatives.types import PROMISE
from beffroi.participation.spaces.actions import add_happening

SHARES = (66, 33)


@transaction.atomic
def sign(*, initiative: Initiative, person: Any, at: datetime, identity: Mapping[str, Any] | None = None) -> Signature:
    """One more signature, online. What says who signs is sealed; what makes it unique is a keyed hash."""
    require(may_sign(person, initiative, at))
    kept, key = identified(initiative, identity or {}, at) if initiative.type.asks_identity else ({}, None)
    row = add(initiative, at, voice=person.voice, person_key=key, identity=kept)
    if row is None:
        raise Refused(double())
    return row


def double() -> Refusal:
    return Refusal("double", _("A signature with this name and this date of birth is already counted, online or on paper."))


def identified(initiative: Initiative, identity: Mapping[str, Any], at: datetime) -> tuple[dict[str, Any], str]:
    """What is sealed, and the key of the person; refused if something is missing or she may not sign."""
    kept = {name: str(identity.get(name, "")).strip()[:300] for name in who.FIELDS if identity.get(name)}
    refusal, key = look_at(initiative, kept, at)
    require(refusal)
    return kept, key


def look_at(initiative: Initiative, identity: Mapping[str, Any], at: datetime) -> tuple[Refusal | None, str]:
    kind = initiative.type
    if not who.said(identity) or (kind.asks_address and not identity.get("address") and not identity.get("is_paper")):
        return Refusal("incomplete", _("Give your last name, your first names and your date of birth.")), ""
    if who.is_too_young(kind, identity, localdate(at)):
        return Refusal("young", _("One may sign from the age of %(n)d.") % {"n": kind.minimum_age}), ""
    number = None
    if kind.check_kind == kind.ROLL:
        number = who.on_roll(kind.roll, identity) if kind.roll else None
        if number is None:
            sentence = _("This name and this date of birth are not in the list of those who may sign (%(list)s). Check the spelling.")
            return Refusal("unknown", sentence % {"list": kind.roll.title if kind.roll else "–"}), ""
    return None, who.person_key(initiative, identity, number)


def add(initiative: Initiative, at: datetime, **fields: Any) -> Signature | None:
    """The row and its count; None if this person has signed already."""
    try:
        with transaction.atomic():
            row = Signature.objects.create(initiative=initiative, at=at, **fields)
    except IntegrityError:
        return None
    count(initiative, 1, at, is_paper=row.is_paper)
    return row


def remove(row: Signature, at: datetime) -> None:
    if Signature.objects.filter(pk=row.pk).delete()[0]:
        count(row.initiative, -1, at, is_paper=row.is_paper)


@transaction.atomic
def take_back(*, initiative: Initiative, person: Any, at: datetime) -> None:
    """Withdrawn until the close: nothing is left of it."""
    require(may_take_back(person, initiative, at))
    row = Signature.objects.select_related("initiative__component__process").filter(initiative=initiative, voice=person.voice).first()
    if row is not None:
        remove(row, at)


def count(initiative: Initiative, by: int, at: datetime, *, is_paper: bool) -> None:
    """Both counters by F(), so that two thousand at once are two thousand; then what the new number means."""
    Initiative.objects.filter(pk=initiative.pk).update(
        signatures_count=F("signatures_count") + by, paper_count=F("paper_count") + (by if is_paper else 0), version=F("version") + 1
    )
    edition.bump()
    if by > 0:
        _look_at_the_count(initiative, at)


def _look_at_the_count(initiative: Initiative, at: datetime) -> None:
    now = Initiative.objects.values("signatures_count", "threshold", "state", "told_share").get(pk=initiative.pk)
    if now["signatures_count"] >= now["threshold"]:
        if now["state"] in (states.COLLECTING, states.EXPIRED):
            _reach(initiative, at)
        return
    share = next((share for share in SHARES if now["signatures_count"] * 100 >= now["threshold"] * share), 0)
    if share > now["told_share"] and Initiative.objects.filter(pk=initiative.pk, told_share__lt=share).update(told_share=share):
        record(ShareReached(**ids(initiative), share=share))


def _reach(initiative: Initiative, at: datetime) -> None:
    """Whoever comes first writes it down; the clock of the promised answer begins."""
    due = at + timedelta(days=initiative.type.answer_days)
    fields = {"state": states.WAITING, "reached_at": at, "answer_due_at": due, "ended_at": None}
    open_ones = Initiative.objects.filter(pk=initiative.pk, state__in=[states.COLLECTING, states.EXPIRED])
    if not open_ones.update(**fields, reason="", version=F("version") + 1):
        return
    initiative.refresh_from_db()
    Step.objects.create(initiative=initiative, state=states.WAITING, at=at)
    promises.start(subject=initiative.subject, kind=PROMISE, at=at, promised=due)
    ledger.append(kind="initiatives:threshold", subject=initiative.subject, data={"count": initiative.signatures_count}, at=at)
    record(ThresholdReached(**announced(initiative), threshold=initiative.threshold))
    index(initiative)
    add_happening(
        process=initiative.component.process,
        title=_("The initiative “%(title)s” has its signatures: the answer is due.") % {"title": initiative.title[:110]},
        url=stored_address(initiative),
        at=at,
        origin=f"initiative-reached-{initiative.pk}",
    )
