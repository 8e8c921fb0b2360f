"""Taking part: from the site's form, or by a public answer with the tag on a network."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import author_key
from beffroi.ground.media.models import Image
from beffroi.ground.people.actions import known_voice
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.contests.facts import ContestEntered, EntryChanged
from beffroi.outreach.contests.models import Contest, Entry
from beffroi.outreach.contests.rules import may_enter, may_run, may_take_back, must_be_open, must_not_be_listed
from beffroi.outreach.origins import actions as origins


@transaction.atomic
def enter(
    *, contest: Contest, person: Account, at: datetime, choice: int | None = None, text: str = "", image: Image | None = None,
    shows_name: bool = False,
) -> Entry:  # fmt: skip
    """Once each. A photo is looked at before it is shown; the others take part at once."""
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    require(may_enter(person, contest, at))
    state = Entry.WAITING if contest.kind == Contest.PHOTO else Entry.ADMITTED
    return _kept(
        contest,
        Entry(voice=person.voice, choice=choice, text=text[:500], image=image, shows_name=shows_name, state=state, entered_at=at),
    )


@transaction.atomic
def take_from_network(*, contest: Contest, heard: Heard, choice: int | None, at: datetime) -> Entry | None:
    """A public answer with the tag, while the contest was open. None: its author takes part already."""
    contest = Contest.objects.select_for_update().get(pk=contest.pk)
    said_at = min(heard.sent_at, at)
    voice = known_voice(channel=heard.account.kind, address=author_key(heard), name=heard.author_name or heard.author_address, at=at)
    if must_be_open(contest, said_at) or must_not_be_listed(contest) or _takes_part(contest, voice):
        return None
    is_clear = contest.kind == Contest.DRAW or (contest.kind == Contest.QUIZ and choice is not None)
    entry = _kept(
        contest,
        Entry(
            voice=voice, heard=heard, origin_url=heard.url, choice=choice, text=heard.text[:500], entered_at=said_at,
            state=Entry.ADMITTED if is_clear else Entry.WAITING,
        ),
    )  # fmt: skip
    origins.became(heard=heard, subject=Subject("contest_entry", entry.pk), at=at, title=contest.title)
    return entry


@transaction.atomic
def look_at(*, entry: Entry, person: Account, admitted: bool, why: str = "", choice: int | None = None) -> None:
    """The team has looked: it takes part, or why not. `choice`: what an unclear answer to a quiz means."""
    entry = _locked(entry)
    require(may_run(person), must_not_be_listed(entry.contest))
    if entry.state not in (Entry.WAITING, Entry.ADMITTED, Entry.REFUSED):
        return
    entry.choice = choice if choice is not None else entry.choice
    _become(entry, Entry.ADMITTED if admitted else Entry.REFUSED, why="" if admitted else why[:300])


@transaction.atomic
def take_back(*, entry: Entry, at: datetime, person: Account | None = None) -> None:
    """Its author wants it no longer, here or (without `person`) where it was said: only the number stays."""
    entry = _locked(entry)
    if person:
        require(may_take_back(person, entry, at))
    if entry.state == Entry.WITHDRAWN:
        return
    entry.text, entry.image, entry.choice, entry.shows_name = "", None, None, False
    if person:  # she may come again
        entry.voice = None
    if entry.contest.closed_at is None:
        _become(entry, Entry.WITHDRAWN)
    else:
        entry.save()  # the ticket was listed: the draw stays what it is
        record(EntryChanged(contest_id=entry.contest_id, entry_id=entry.pk))


@transaction.atomic
def put_back(*, entry: Entry, heard: Heard) -> None:
    """Shown again where it was said: somebody looks at it."""
    entry = _locked(entry)
    if entry.state == Entry.WITHDRAWN and entry.voice_id and entry.contest.closed_at is None:
        entry.text = heard.text[:500]
        _become(entry, Entry.WAITING)


@transaction.atomic
def hide(*, entry: Entry, hidden: bool, at: datetime) -> None:
    """Moderation has decided: out of sight, and out of the draw unless it was listed already."""
    entry = _locked(entry)
    if bool(entry.hidden_at) == hidden:
        return
    was = _counts(entry)
    entry.hidden_at = at if hidden else None
    entry.save(update_fields=["hidden_at"])
    _recount(entry, was)


def _takes_part(contest: Contest, voice: Voice) -> bool:
    account = voice.account
    return bool(account and account.is_team) or Entry.objects.filter(contest=contest, voice=voice).exists()


def _locked(entry: Entry) -> Entry:
    contest = Contest.objects.select_for_update().get(pk=entry.contest_id)
    found = Entry.objects.get(pk=entry.pk)
    found.contest = contest
    return found


def _kept(contest: Contest, entry: Entry) -> Entry:
    contest.last_number += 1
    entry.contest, entry.number = contest, contest.last_number
    entry.save()
    Contest.objects.filter(pk=contest.pk).update(
        last_number=contest.last_number, entries_count=F("entries_count") + _counts(entry), version=F("version") + 1
    )
    record(ContestEntered(contest_id=contest.pk, entry_id=entry.pk))
    return entry


def _become(entry: Entry, state: str, why: str = "") -> None:
    was = _counts(entry)
    entry.state, entry.why = state, why
    entry.save()
    _recount(entry, was)


def _counts(entry: Entry) -> int:
    return int(entry.state == Entry.ADMITTED and entry.hidden_at is None)


def _recount(entry: Entry, was: int) -> None:
    Contest.objects.filter(pk=entry.contest_id).update(entries_count=F("entries_count") + _counts(entry) - was, version=F("version") + 1)
    record(EntryChanged(contest_id=entry.contest_id, entry_id=entry.pk))
