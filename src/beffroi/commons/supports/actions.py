"""Each act may be repeated: two clicks are one."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.commons.supports import mine
from beffroi.commons.supports.facts import Followed, Reacted, Supported, SupportWithdrawn, Unfollowed
from beffroi.commons.supports.models import Follow, Reaction, Support, Tally
from beffroi.commons.supports.rules import may_follow, may_react, may_support, may_withdraw, must_be_a_grade
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject, subject_kinds

BATCH = 500


@transaction.atomic
def support(*, subject: Subject, person: Any, at: datetime, origin_channel: str = "") -> Support:
    """Stand behind a subject. Asked first whether it is already so: then no limit can refuse it."""
    require(must_be_signed_in(person))
    if already := Support.objects.about(subject).filter(voice=person.voice).first():
        return already
    require(may_support(person, subject, at))
    row, is_new = _add(Support, subject, person.voice, at, origin_channel=origin_channel)
    if is_new:
        _count(subject, "supports", 1)
        record(Supported(subject_kind=subject.kind, subject_id=subject.id, voice_id=person.voice.pk))
    mine.forget(person)
    return row


@transaction.atomic
def support_from_elsewhere(*, subject: Subject, voice: Voice, at: datetime, origin_channel: str) -> Support:
    """A support that came by a network or from an import: the door it came through has checked who it is."""
    row, is_new = _add(Support, subject, voice, at, origin_channel=origin_channel)
    if is_new:
        _count(subject, "supports", 1)
        record(Supported(subject_kind=subject.kind, subject_id=subject.id, voice_id=voice.pk))
    return row


@transaction.atomic
def many_support_from_elsewhere(*, subject: Subject, voices: Iterable[Voice], at: datetime, origin_channel: str) -> None:
    """The same for many at once: the subject is counted once."""
    known = set(Support.objects.about(subject).values_list("voice_id", flat=True))
    new = {voice.pk: None for voice in voices if voice.pk not in known}
    shared: dict[str, Any] = {"subject_kind": subject.kind, "subject_id": subject.id, "created_at": at, "origin_channel": origin_channel}
    Support.objects.bulk_create([Support(voice_id=voice_id, **shared) for voice_id in new], batch_size=BATCH)
    _count(subject, "supports", len(new))
    for voice_id in new:
        record(Supported(subject_kind=subject.kind, subject_id=subject.id, voice_id=voice_id))


@transaction.atomic
def withdraw_support(*, subject: Subject, person: Any, at: datetime, even_closed: bool = False) -> bool:
    """Take it back; False if there was none. `even_closed`: a merge gave the person some days to think again."""
    require(must_be_signed_in(person), None if even_closed else may_withdraw(person, subject, at))
    gone, _rows = Support.objects.about(subject).filter(voice=person.voice).delete()
    if gone:
        _count(subject, "supports", -1)
        record(SupportWithdrawn(subject_kind=subject.kind, subject_id=subject.id, voice_id=person.voice.pk))
    mine.forget(person)
    return bool(gone)


@transaction.atomic
def follow(*, subject: Subject, person: Any, at: datetime) -> Follow:
    """Hear what becomes of it."""
    require(must_be_signed_in(person))
    if already := Follow.objects.about(subject).filter(voice=person.voice).first():
        return already
    require(may_follow(person, subject, at))
    row, is_new = _add(Follow, subject, person.voice, at)
    if is_new:
        _count(subject, "follows", 1)
        record(Followed(subject_kind=subject.kind, subject_id=subject.id, voice_id=person.voice.pk))
    mine.forget(person)
    return row


@transaction.atomic
def unfollow(*, subject: Subject, person: Any, at: datetime) -> bool:
    """Hear no more of it: nobody is ever refused that."""
    require(must_be_signed_in(person))
    gone, _rows = Follow.objects.about(subject).filter(voice=person.voice).delete()
    if gone:
        _count(subject, "follows", -1)
        record(Unfollowed(subject_kind=subject.kind, subject_id=subject.id, voice_id=person.voice.pk))
    mine.forget(person)
    return bool(gone)


@transaction.atomic
def react(*, subject: Subject, person: Any, grade: int, at: datetime) -> Reaction:
    """Say how far one agrees, or change it."""
    require(must_be_signed_in(person), must_be_a_grade(grade), may_react(person, subject, at))
    Tally.objects.get_or_create(subject_kind=subject.kind, subject_id=subject.id)
    tally = Tally.objects.select_for_update().about(subject).get()  # two clicks at once take turns here
    row = Reaction.objects.about(subject).filter(voice=person.voice).first()
    if row and row.grade == grade:
        return row
    if row is None:
        row = Reaction(subject_kind=subject.kind, subject_id=subject.id, voice=person.voice, created_at=at)
    else:
        _move(tally, row.grade, -1)
    row.grade = grade
    row.save()
    _move(tally, grade, 1)
    record(Reacted(subject_kind=subject.kind, subject_id=subject.id, voice_id=person.voice.pk, grade=grade))
    mine.forget(person)
    return row


@transaction.atomic
def withdraw_reaction(*, subject: Subject, person: Any, at: datetime) -> bool:
    """Take one's grade back; False if there was none."""
    require(must_be_signed_in(person), may_react(person, subject, at))
    tally = Tally.objects.select_for_update().about(subject).first()
    row = Reaction.objects.about(subject).filter(voice=person.voice).first()
    if tally is None or row is None:
        return False
    _move(tally, row.grade, -1)
    row.delete()
    record(Reacted(subject_kind=subject.kind, subject_id=subject.id, voice_id=person.voice.pk, grade=None))
    mine.forget(person)
    return True


@transaction.atomic
def union_supports(*, sources: Sequence[Subject], target: Subject, at: datetime) -> list[int]:
    """Whoever supports or follows one of the sources does so for the target too, once; the sources keep theirs.

    Returns the voices whose support is new on the target, so that they can be told and take it back.
    """
    moved = _union(Support, sources, target, at)
    _count(target, "supports", len(moved))
    _count(target, "follows", len(_union(Follow, sources, target, at)))
    return moved


@transaction.atomic
def undo_union(*, sources: Sequence[Subject], target: Subject, at: datetime) -> int:
    """Take from the target the supports that a merge brought; those given to it directly stay."""
    gone = 0
    for source in sources:
        rows = Support.objects.about(target).filter(from_kind=source.kind, from_id=source.id)
        gone += rows.delete()[0]
    _count(target, "supports", -gone)
    return gone


@transaction.atomic
def forget(*, account: Account, at: datetime) -> None:
    """The person is leaving: nobody follows any more; supports stay, as those of somebody who has left."""
    voice = Voice.objects.filter(account=account).first()
    if voice is None:
        return
    for row in Follow.objects.filter(voice=voice):
        _count(Subject(row.subject_kind, row.subject_id), "follows", -1)
    Follow.objects.filter(voice=voice).delete()


@transaction.atomic
def take_over(*, source: Voice, target: Voice) -> None:
    """What `source` supported, followed and thought is `target`'s; where both did, once, and the counters follow."""
    for table, counter in ((Support, "supports"), (Follow, "follows")):
        for row in table.objects.filter(voice=source):
            subject = Subject(row.subject_kind, row.subject_id)
            if table.objects.about(subject).filter(voice=target).exists():
                row.delete()
                _count(subject, counter, -1)
            else:
                table.objects.filter(pk=row.pk).update(voice=target)
    for thought in Reaction.objects.filter(voice=source):
        subject = Subject(thought.subject_kind, thought.subject_id)
        if not Reaction.objects.about(subject).filter(voice=target).exists():
            Reaction.objects.filter(pk=thought.pk).update(voice=target)
            continue
        if tally := Tally.objects.select_for_update().about(subject).first():
            _move(tally, thought.grade, -1)
        thought.delete()


def _union(table: type[Any], sources: Sequence[Subject], target: Subject, at: datetime) -> list[int]:
    known = set(table.objects.about(target).values_list("voice_id", flat=True))
    rows = []
    for source in sources:
        for voice_id, channel in _voices(table, source):
            if voice_id not in known:
                known.add(voice_id)
                extra = {"origin_channel": channel, "from_kind": source.kind, "from_id": source.id} if table is Support else {}
                rows.append(table(subject_kind=target.kind, subject_id=target.id, voice_id=voice_id, created_at=at, **extra))
    table.objects.bulk_create(rows, batch_size=BATCH)
    return [row.voice_id for row in rows]


def _voices(table: type[Any], source: Subject) -> list[tuple[int, str]]:
    rows = table.objects.about(source).order_by("created_at", "pk")
    return [(row.voice_id, getattr(row, "origin_channel", "")) for row in rows]


def _add(table: type[Any], subject: Subject, voice: Voice, at: datetime, **extra: str) -> tuple[Any, bool]:
    """The unique constraint decides who was first."""
    return table.objects.get_or_create(subject_kind=subject.kind, subject_id=subject.id, voice=voice, defaults={"created_at": at, **extra})


def _count(subject: Subject, counter: str, by: int) -> None:
    if by and subject.kind in subject_kinds:
        subject_kinds[subject.kind].count(subject.id, counter, by)


def _move(tally: Tally, grade: int, by: int) -> None:
    column = Tally.COLUMNS[grade]
    Tally.objects.filter(pk=tally.pk).update(**{column: F(column) + by})
