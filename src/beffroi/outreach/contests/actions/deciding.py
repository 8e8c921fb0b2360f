"""From the closed list to the winners, in the order that the rules promised."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, Refused, require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.contests import drawing
from beffroi.outreach.contests.facts import ContestDecided, EntryChanged, TicketsPublished, WinnerNamed
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.contests.rules import (
    may_run,
    must_be_listed,
    must_be_over,
    must_be_published,
    must_be_sorted,
    must_be_winner,
    must_not_be_listed,
)
from beffroi.outreach.contests.wording import NO_WORD, NOBODY, NOT_LISTED


@transaction.atomic
def close_list(*, contest: Contest, person: Account, at: datetime) -> Contest:
    """The tickets that take part, with their fingerprint, before anybody knows what the draw will be."""
    contest = _locked(contest)
    require(may_run(person), must_be_published(contest), must_be_over(contest, at), must_be_sorted(contest), must_not_be_listed(contest))
    entries = contest.entries.shown().order_by("number")
    if contest.kind == Contest.QUIZ:
        entries = entries.filter(choice=contest.right)
    contest.tickets = list(entries.values_list("number", flat=True))
    contest.tickets_hash, contest.closed_at = drawing.fingerprint(contest.tickets), at
    contest.version += 1
    contest.save()
    ledger.append(kind="contest tickets", subject=Subject("contest", contest.pk), data={"tickets": contest.tickets_hash}, at=at)
    record(TicketsPublished(contest_id=contest.pk))
    return contest


@transaction.atomic
def draw_winners(*, contest: Contest, person: Account, at: datetime, word: str = "") -> Contest:
    """The promised seed, the closed list, and (where the rules say so) a word that nobody could know."""
    contest = _locked(contest)
    require(may_run(person), must_be_published(contest), must_be_listed(contest))
    if contest.is_by_jury:
        raise Refused(Refusal("jury", NOBODY))
    word = " ".join(word.split())
    if contest.chance_source and not word:
        raise Refused(Refusal("word", NO_WORD))
    seed = contest.seed["seed"]
    contest.revealed_seed, contest.word = seed, word
    contest.drawn = drawing.draw(contest.tickets, seed=seed, word=word)
    return _decided(contest, contest.drawn[: contest.winners], at)


@transaction.atomic
def choose(*, contest: Contest, person: Account, tickets: Sequence[int], says: str, at: datetime) -> Contest:
    """What the jury chose, the first prize first, and why."""
    contest = _locked(contest)
    require(may_run(person), must_be_published(contest), must_be_listed(contest))
    chosen = list(dict.fromkeys(tickets))[: contest.winners]
    if not contest.is_by_jury or not set(chosen) <= set(contest.tickets):
        raise Refused(Refusal("not_listed", NOT_LISTED))
    contest.jury_says = says
    return _decided(contest, chosen, at)


@transaction.atomic
def confirm(*, entry: Entry, person: Account) -> None:
    """The winner has answered and has the prize."""
    _locked(entry.contest)
    entry = Entry.objects.get(pk=entry.pk)
    require(may_run(person), must_be_winner(entry))
    Entry.objects.filter(pk=entry.pk).update(outcome=Entry.CONFIRMED)
    record(EntryChanged(contest_id=entry.contest_id, entry_id=entry.pk))


@transaction.atomic
def replace_winner(*, entry: Entry, person: Account, why: str, at: datetime, by: int | None = None) -> Entry | None:
    """Somebody did not answer, or may not win: the next ticket drawn, or (`by`) the next choice of the jury."""
    contest = _locked(entry.contest)
    entry = Entry.objects.get(pk=entry.pk)
    require(may_run(person), must_be_winner(entry))
    free = contest.entries.filter(outcome="", state=Entry.ADMITTED, hidden_at=None)
    left = set(free.filter(number__in=contest.tickets).values_list("number", flat=True))
    following = by if contest.is_by_jury else next((ticket for ticket in contest.drawn if ticket in left), None)
    if by is not None and by not in left:
        raise Refused(Refusal("not_listed", NOT_LISTED))
    Entry.objects.filter(pk=entry.pk).update(outcome=Entry.REPLACED, why=why[:300])
    record(EntryChanged(contest_id=contest.pk, entry_id=entry.pk))
    Contest.objects.filter(pk=contest.pk).update(version=F("version") + 1)
    return _win(contest, following, entry.place or 1) if following is not None else None


def _decided(contest: Contest, chosen: Sequence[int], at: datetime) -> Contest:
    contest.state, contest.decided_at = Contest.DECIDED, at
    contest.forget_at = at + timedelta(days=contest.keeps_days)
    contest.version += 1
    contest.save()
    for place, ticket in enumerate(chosen, 1):
        _win(contest, ticket, place)
    data = {"tickets": contest.tickets_hash, "seed": contest.revealed_seed, "winners": list(chosen)}
    ledger.append(kind="contest decided", subject=Subject("contest", contest.pk), data=data, at=at)
    record(ContestDecided(contest_id=contest.pk))
    return contest


def _win(contest: Contest, ticket: int, place: int) -> Entry:
    entry = Entry.objects.get(contest=contest, number=ticket)
    entry.outcome, entry.place = Entry.WINNER, place
    entry.save(update_fields=["outcome", "place"])
    record(WinnerNamed(contest_id=contest.pk, entry_id=entry.pk))
    return entry


def _locked(contest: Contest) -> Contest:
    return Contest.objects.select_for_update().get(pk=contest.pk)
