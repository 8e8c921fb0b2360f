"""Paper sheets: numbered when they are printed, keyed in line by line; each line is counted or rejected with its reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.initiatives.actions.signing import add, look_at, remove
from beffroi.participation.initiatives.actions.texts import ids, locked
from beffroi.participation.initiatives.facts import SheetDone, SheetsPrinted
from beffroi.participation.initiatives.models import Initiative, Sheet, SheetLine
from beffroi.participation.initiatives.rules import may_key, may_print

LINES = 12
MOST_SHEETS = 1000
RESULTS = {"incomplete": SheetLine.UNREADABLE, "young": SheetLine.YOUNG, "unknown": SheetLine.UNKNOWN}
BY_EYE = (SheetLine.UNREADABLE, SheetLine.EMPTY, SheetLine.UNSIGNED)


@transaction.atomic
def print_sheets(*, initiative: Initiative, person: Any, how_many: int, at: datetime) -> list[Sheet]:
    """New numbers, which no other sheet has."""
    row = locked(initiative)
    require(may_print(person, row, at))
    last = row.sheets.aggregate(last=Max("number"))["last"] or 0
    if last + how_many > MOST_SHEETS:
        require(Refusal("enough", _("An initiative has at most %(n)d sheets.") % {"n": MOST_SHEETS}))
    made = Sheet.objects.bulk_create(
        [Sheet(initiative=row, number=number, lines_count=LINES, printed_at=at) for number in range(last + 1, last + how_many + 1)]
    )
    record(SheetsPrinted(**ids(row), first=last + 1, last=last + how_many))
    return made


@transaction.atomic
def key_line(
    *, sheet: Sheet, number: int, person: Any, at: datetime, identity: Mapping[str, Any] | None = None, seen: str = ""
) -> SheetLine:
    """One line: what is written on it is checked, or `seen` says that it cannot count. Identities of rejected lines are not kept."""
    initiative = sheet.initiative
    require(may_key(person, initiative, at), must_be_a_line(sheet, number))
    if seen:
        if seen not in BY_EYE:
            raise ValueError(seen)
        return _keep(sheet, number, seen, person, at)
    written = {name: str(value).strip()[:300] for name, value in (identity or {}).items() if value}
    refusal, key = look_at(initiative, {**written, "is_paper": True}, at)
    if refusal:
        return _keep(sheet, number, RESULTS[refusal.code], person, at)
    line = _keep(sheet, number, SheetLine.ACCEPTED, person, at)
    signature = add(initiative, at, person_key=key, identity=written, is_paper=True)
    if signature is None:
        line.result = SheetLine.DOUBLE
    line.signature = signature
    line.save(update_fields=["result", "signature"])
    return line


def _keep(sheet: Sheet, number: int, result: str, person: Any, at: datetime) -> SheetLine:
    account = person if person.is_authenticated else None
    try:
        with transaction.atomic():
            line = SheetLine.objects.create(sheet=sheet, number=number, result=result, keyed_by=account, at=at)
    except IntegrityError:
        raise Refused(Refusal("keyed", _("Line %(n)d of this sheet is already keyed in.") % {"n": number})) from None
    if sheet.lines.count() >= sheet.lines_count and Sheet.objects.filter(pk=sheet.pk, done_at=None).update(done_at=at):
        sheet.done_at = at
        record(SheetDone(**ids(sheet.initiative), sheet_id=sheet.pk))
    return line


def must_be_a_line(sheet: Sheet, number: int) -> Refusal | None:
    if 1 <= number <= sheet.lines_count:
        return None
    return Refusal("line", _("This sheet has lines 1 to %(n)d.") % {"n": sheet.lines_count})


@transaction.atomic
def take_back_line(*, line: SheetLine, person: Any, at: datetime) -> None:
    """A mistake in typing: the line is free again, and what it counted no longer counts."""
    initiative = line.sheet.initiative
    require(may_key(person, initiative, at))
    if SheetLine.objects.filter(pk=line.pk).delete()[0]:
        if line.signature is not None:
            line.signature.initiative = initiative
            remove(line.signature, at)
        Sheet.objects.filter(pk=line.sheet_id).update(done_at=None)
        edition.bump()
