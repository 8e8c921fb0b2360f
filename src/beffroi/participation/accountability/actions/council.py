from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import slug
from beffroi.participation.accountability.actions.finding import VOTE, index_member, index_vote
from beffroi.participation.accountability.facts import RepresentativeEdited, VoteHeld
from beffroi.participation.accountability.models import Ballot, Commitment, CouncilVote, Representative
from beffroi.participation.accountability.rules import may_keep_the_council, must_be_fresh

TOTALS = {Ballot.FOR: "for_count", Ballot.AGAINST: "against_count", Ballot.ABSTAINED: "abstained_count", Ballot.ABSENT: "absent_count"}


@transaction.atomic
def save_representative(
    *, person: Any, at: datetime, content: dict[str, Any], representative: Representative | None = None, seen: int | None = None
) -> Representative:
    """Add a representative to the council, or change what is said of one. `seen`: the version that the form showed."""
    if person is not None:
        require(may_keep_the_council(person))
    found = representative or Representative(slug=_free_slug(content["name"]))
    _fill(found, content, seen)
    index_member(found, at)
    record(RepresentativeEdited(representative_id=found.pk))
    return found


@transaction.atomic
def hold_vote(
    *, person: Any, at: datetime, content: dict[str, Any], choices: Mapping[Representative, str], vote: CouncilVote | None = None,
    proxies: Mapping[Representative, str] | None = None, seen: int | None = None,
) -> CouncilVote:  # fmt: skip
    """Publish a vote of the council with the choice of each representative; totals are counted from the choices.

    `proxies`: who voted in the place of an absent one. What was published before and is corrected is in the ledger twice.
    """
    if person is not None:
        require(may_keep_the_council(person))
    require(None if choices else Refusal("empty", _("Say how at least one representative voted.")))
    is_new = vote is None
    found = vote or CouncilVote(published_at=at)
    given = list(choices.values())
    totals = {column: given.count(choice) for choice, column in TOTALS.items()}
    _fill(found, dict(content) | totals, seen)
    found.ballots.exclude(representative__in=list(choices)).delete()
    for representative, choice in choices.items():
        said = {"choice": choice, "proxy": (proxies or {}).get(representative, "")}
        Ballot.objects.update_or_create(vote=found, representative=representative, defaults=said)
    index_vote(found)
    data = totals | {"outcome": found.outcome, "held_on": found.held_on.isoformat()}
    ledger.append(kind="council_vote" if is_new else "council_vote_corrected", subject=Subject(VOTE, found.pk), data=data, at=at)
    record(VoteHeld(vote_id=found.pk))
    return found


@transaction.atomic
def commit(
    *, person: Any, at: datetime, representative: Representative, content: dict[str, Any], commitment: Commitment | None = None,
    seen: int | None = None,
) -> Commitment:  # fmt: skip
    """Write down a promise, or what became of it."""
    if person is not None:
        require(may_keep_the_council(person))
    found = commitment or Commitment(representative=representative)
    _fill(found, content, seen)
    record(RepresentativeEdited(representative_id=representative.pk))
    return found


def _fill(row: Any, content: Mapping[str, Any], seen: int | None) -> None:
    """Write the columns; refused if somebody else wrote since the form was opened."""
    if row.pk:
        stored = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
        require(must_be_fresh(stored, seen))
    for name, value in content.items():
        setattr(row, name, value)
    if row.pk:
        row.version = F("version") + 1
    row.save()
    row.refresh_from_db()


def _free_slug(name: str) -> str:
    made = slug(name)[:90].strip("-") or "elu"
    taken = set(Representative.objects.filter(slug__startswith=made).values_list("slug", flat=True))
    number, free = 2, made
    while free in taken:
        free, number = f"{made}-{number}", number + 1
    return free
