"""Letters: drawn by lot from a list, each with a code."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.panels import codes, lists, rules
from beffroi.participation.panels.actions.base import ids, locked, purge_day, write
from beffroi.participation.panels.facts import ContactsRead, LettersDrawn, PoolChanged
from beffroi.participation.panels.models import Invitation, Panel, Wave


@transaction.atomic
def draw_letters(*, panel: Panel, person: Any, lines: list[lists.Line], how_many: int, source: str, at: datetime) -> Wave:
    """Letters to `how_many` lines, by lot. Who was written to before gets no second letter; the rest of the list is not kept."""
    panel = locked(panel)
    if person is not None:
        require(rules.may_prepare(person, panel))
    known = set(panel.invitations.values_list("line_key", flat=True))
    free = [line for line in lines if codes.line_key(panel.pk, str(line)) not in known]
    if not free:
        raise Refused(Refusal("nobody", _("There is nobody in this list who has not received a letter already.")))
    if panel.letters_count + min(how_many, len(free)) > rules.MOST_LETTERS:
        raise Refused(Refusal("too_many", _("That would be too many letters for one panel.")))
    number = panel.waves.count() + 1
    chosen = lists.drawn(free, how_many, panel_id=panel.pk, wave=number)
    wave = Wave.objects.create(
        panel=panel, source=source, lines_count=len(free), drawn_count=len(chosen), list_sha256=lists.sha256(free), at=at
    )
    first = (panel.invitations.aggregate(last=Max("number"))["last"] or 0) + 1
    Invitation.objects.bulk_create([_letter(panel, wave, n, line) for n, line in enumerate(chosen, first)], batch_size=500)
    write(panel, letters_count=F("letters_count") + len(chosen), purge_at=purge_day(panel))
    record(LettersDrawn(**ids(panel), wave_id=wave.pk, letters=len(chosen)))
    return wave


def _letter(panel: Panel, wave: Wave, number: int, line: lists.Line) -> Invitation:
    code = codes.new_code()
    return Invitation(
        panel=panel, wave=wave, number=number, line_key=codes.line_key(panel.pk, str(line)), code_key=codes.key_of(code),
        letter={"name": line.name, "address": line.address, "code": code},
    )  # fmt: skip


@transaction.atomic
def decline(*, invitation: Invitation, at: datetime) -> None:
    """Somebody does not wish to be drawn: her address is erased at once."""
    panel = locked(invitation.panel)
    require(rules.must_be_unfrozen(panel))
    row = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if row.state != Invitation.WAITING:
        return
    Invitation.objects.filter(pk=row.pk).update(state=Invitation.NO, letter={})
    write(panel, declined_count=F("declined_count") + 1)
    record(PoolChanged(**ids(panel), candidates=panel.candidates_count))


@transaction.atomic
def note_read(*, panel: Panel, person: Any, what: str) -> None:
    """Names, addresses or answers were shown to somebody of the team."""
    record(ContactsRead(**ids(panel), account_id=person.pk, what=what))
