"""Into the pool: online with a code, as a volunteer, by telephone or on paper."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.panels import codes, mails, rules
from beffroi.participation.panels.actions.base import ids, locked, purge_day, write
from beffroi.participation.panels.facts import PoolChanged
from beffroi.participation.panels.models import Candidate, Feature, Invitation, Panel, Value


@dataclass(frozen=True)
class Answers:
    """What somebody says when she signs up."""

    values: dict[str, str]  # {key of the feature: key of the value}; absent: prefers not to say
    contact: dict[str, str]  # name, email, phone, address
    needs: dict[str, Any] = field(default_factory=dict)  # {"kinds": […], "words": ""}


@transaction.atomic
def join(
    *, panel: Panel, given: Answers, at: datetime, invitation: Invitation | None = None, account: Any = None, agent: Any = None,
    way: str = Candidate.ONLINE, candidate: Candidate | None = None,
) -> Candidate:  # fmt: skip
    """Somebody agrees to be drawn, or corrects what she said. Her code stands in `contact["code"]`."""
    panel = locked(panel)
    if agent is not None:
        require(rules.may_enter(agent, panel))
    elif invitation is None and candidate is None:
        require(rules.may_volunteer(panel, at, account))
    else:
        require(rules.must_take(panel, at))
    row = _row(panel, candidate, invitation, account)
    values = _known(panel, given.values)
    is_new = row.pk is None
    count(panel, row.answers if not is_new else {}, values)
    row.answers, row.needs, row.contact = values, given.needs, {**given.contact, "code": row.contact["code"]}
    row.way, row.at = (way if is_new else row.way), at
    row.save()
    if is_new:
        if row.invitation_id:
            _settle(panel, row.invitation_id)
        write(panel, candidates_count=F("candidates_count") + 1, purge_at=purge_day(panel))
        mails.signed_up(row, panel)
        record(PoolChanged(**ids(panel), candidates=panel.candidates_count))
    return row


def _row(panel: Panel, candidate: Candidate | None, invitation: Invitation | None, account: Any) -> Candidate:
    """Her row as it is, or a new one: one for each letter, and for each account."""
    rows = Candidate.objects.select_for_update().filter(panel=panel)
    found = None
    if candidate is not None:
        found = rows.filter(pk=candidate.pk).first()
    elif invitation is not None:
        found = rows.filter(invitation=invitation).first()
    elif account is not None:
        found = rows.filter(account=account).first()
    if found is not None:
        return found
    if candidate is not None:
        raise Refused(Refusal("gone", _("You are no longer in the list.")))
    code = str(invitation.letter.get("code", "")) if invitation is not None else ""
    code = code or codes.new_code()
    return Candidate(
        panel=panel,
        invitation=invitation,
        account=account,
        pseudonym=_free_pseudonym(panel),
        code_key=codes.key_of(code),
        contact={"code": code},
    )


def _free_pseudonym(panel: Panel) -> str:
    while Candidate.objects.filter(panel=panel, pseudonym=(word := codes.new_pseudonym())).exists():
        continue
    return word


def _settle(panel: Panel, invitation_id: int) -> None:
    """A letter was answered; who had declined changed her mind."""
    row = Invitation.objects.select_for_update().get(pk=invitation_id)
    if row.state == Invitation.NO:
        write(panel, declined_count=F("declined_count") - 1)
    Invitation.objects.filter(pk=invitation_id).update(state=Invitation.YES)


def _known(panel: Panel, values: dict[str, str]) -> dict[str, str]:
    """Only answers that there are; what is not said is not kept."""
    there = set(Value.objects.filter(feature__panel=panel).values_list("feature__key", "key"))
    wrong = [one for one in values.items() if one not in there and one[1] not in ("", Feature.UNSAID)]
    if wrong:
        raise Refused(Refusal("unknown", _("One of these answers is no longer offered. Choose again.")))
    return {key: value for key, value in values.items() if (key, value) in there}


def count(panel: Panel, before: dict[str, str], after: dict[str, str]) -> None:
    for sign, values in ((-1, before), (1, after)):
        for key, value in values.items():
            Value.objects.filter(feature__panel=panel, feature__key=key, key=value).update(pool_count=F("pool_count") + sign)


@transaction.atomic
def take_in(*, panel: Panel, rows: list[Candidate], counts: dict[int, int], declined: int) -> None:
    """Many at once, already in order: for demonstrations and benchmarks."""
    Candidate.objects.bulk_create(rows, batch_size=500)
    for value, count in counts.items():
        Value.objects.filter(pk=value).update(pool_count=F("pool_count") + count)
    taken = [row.invitation_id for row in rows if row.invitation_id]
    for start in range(0, len(taken), 500):
        Invitation.objects.filter(pk__in=taken[start : start + 500]).update(state=Invitation.YES)
    gone = list(
        Invitation.objects.filter(panel=panel, state=Invitation.WAITING).order_by("-number").values_list("pk", flat=True)[:declined]
    )
    Invitation.objects.filter(pk__in=gone).update(state=Invitation.NO, letter={})
    write(
        panel, candidates_count=F("candidates_count") + len(rows), declined_count=F("declined_count") + len(gone), purge_at=purge_day(panel)
    )
    record(PoolChanged(**ids(panel), candidates=panel.candidates_count))
