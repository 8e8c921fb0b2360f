"""Paper beside the screen: one roll for both, and sheets that two agents count, each without seeing the other's numbers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.participation.ballots import urns
from beffroi.participation.ballots.actions.preparing import ids
from beffroi.participation.ballots.facts import PaperCounted
from beffroi.participation.ballots.models import Count, Day, Election, Mark, Voter
from beffroi.participation.ballots.rules import must_be_open, must_be_over


@transaction.atomic
def mark_paper(*, election: Election, voter: Voter, at: datetime) -> None:
    """Somebody on the roll takes a paper ballot: refused if she has voted online; from now on she cannot any more."""
    require(must_be_open(election, at))
    if not election.has_paper or voter.election_id != election.pk:
        raise Refused(Refusal("paper", _("Nobody votes on paper in this vote.")))
    urn = urns.locked(election)
    way = urns.way_of(election, f"v{voter.pk}")
    if way == Mark.PAPER:
        return
    if way or f"v{voter.pk}" in urns.pending(urn):
        raise Refused(Refusal("voted", _("This person has voted online already: no paper ballot.")))
    Mark.objects.create(election=election, voter=voter, way=Mark.PAPER)
    _one_more(election, urn, at, 1)


@transaction.atomic
def unmark_paper(*, election: Election, voter: Voter, at: datetime) -> None:
    """The wrong line was marked: put it right, before she puts her ballot in the box."""
    require(must_be_open(election, at))
    urn = urns.locked(election)
    if Mark.objects.filter(election=election, voter=voter, way=Mark.PAPER).delete()[0]:
        _one_more(election, urn, at, -1)


def _one_more(election: Election, urn: Any, at: datetime, step: int) -> None:
    urn.paper_count = max(0, urn.paper_count + step)
    urn.save(update_fields=["paper_count"])
    day, _made = Day.objects.get_or_create(election=election, day=localdate(at))
    if day.paper + step >= 0:
        Day.objects.filter(pk=day.pk).update(paper=F("paper") + step)
    edition.bump()


@transaction.atomic
def enter_count(*, election: Election, table: str, person: Any, counts: Mapping[str, Any], at: datetime) -> Count:
    """The numbers of one table by one agent. Two who agree make them count; where they differ a third decides."""
    require(must_be_over(election))
    if not election.has_paper:
        raise Refused(Refusal("paper", _("Nobody votes on paper in this vote.")))
    said = _clean(election, counts)
    row, _made = Count.objects.select_for_update().get_or_create(election=election, table=table.strip()[:80])
    if row.agreed is not None:
        raise Refused(Refusal("agreed", _("Two counts of this table agree already.")))
    if row.first is None or row.first_by_id == person.pk:
        row.first, row.first_by = said, person
    elif row.second is None or row.second_by_id == person.pk:
        row.second, row.second_by = said, person
    else:
        row.third, row.third_by = said, person
    given = [one for one in (row.first, row.second, row.third) if one is not None]
    row.agreed = next((one for place, one in enumerate(given) if one in given[:place]), None)
    row.save()
    record(PaperCounted(**ids(election), table=row.table, agreed=row.agreed is not None))
    return row


def _clean(election: Election, counts: Mapping[str, Any]) -> dict[str, Any]:
    def whole(value: Any) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 1_000_000:
            raise Refused(Refusal("count", _("A count is a whole number, zero or more.")))
        return value

    rows = [[whole(one) for one in row] for row in counts.get("questions", [])]
    if [len(row) for row in rows] != [len(question.get("answers", [])) for question in election.questions]:
        raise Refused(Refusal("count", _("Every answer of every question needs its number.")))
    said = {name: whole(counts.get(name, 0)) for name in ("ballots", "blank", "void")}
    if said["blank"] + said["void"] > said["ballots"]:
        raise Refused(Refusal("count", _("There are more blank and void ballots than ballots.")))
    return {"questions": rows, **said}
