"""Where a meeting is found: its address, the search, the counters that commons keep on it."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Account
from beffroi.kernel import edition
from beffroi.kernel.subjects import Subject
from beffroi.participation.meetings.models import LiveQuestion, LiveVote, Meeting, Registration
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.types import component_types

KIND, LIVE = "meeting", "live_question"


def subject_of(meeting: Meeting) -> Subject:
    return Subject(KIND, meeting.pk)


def address(meeting: Meeting, route: str = "detail", *args: Any) -> str:
    """The address of its page, as it is kept: in the town's first language. `component.process` must be loaded."""
    with override(settings.LANGUAGE_CODE):
        return component_types[KIND].url(meeting.component, route, meeting.pk, *args)


def locked(meeting: Meeting) -> Meeting:
    """The row, which nobody else changes meanwhile."""
    return Meeting.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=meeting.pk)


def touch(meeting: Meeting, **changes: Any) -> None:
    """Write some columns and raise the version; the row in hand knows them afterwards."""
    for name, value in changes.items():
        setattr(meeting, name, value)
    meeting.version = F("version") + 1
    meeting.save(update_fields=[*changes, "version"])
    meeting.refresh_from_db(fields=["version"])


def index(meeting: Meeting, at: datetime) -> None:
    """Into the search, or out of it, as the meeting is public or not."""
    component = meeting.component
    if not (meeting.is_public and component.is_public and component.process.is_public):
        search.remove(subject=subject_of(meeting))
        return
    said = [meeting.place, meeting.text, *(item["title"] for item in meeting.agenda), meeting.minutes if meeting.minutes_at else ""]
    search.put(
        subject=subject_of(meeting), title=meeting.title, text="\n\n".join(filter(None, said)), url=address(meeting), at=at, weight=1.3,
        space=Subject("process", component.process_id),
    )  # fmt: skip


def count(*, meeting_id: int, counter: str, by: int) -> None:
    """Counters that commons keep, in the caller's transaction."""
    if counter not in ("messages", "follows"):
        return
    name = f"{counter}_count"
    Meeting.objects.filter(pk=meeting_id).update(**{name: F(name) + by, "version": F("version") + 1})
    if counter == "messages":
        count_contributions(process_id=Meeting.objects.values_list("component__process_id", flat=True).get(pk=meeting_id), by=by)


@transaction.atomic
def set_hidden(*, meeting_id: int, hidden: bool, at: datetime) -> None:
    """Moderation hides the meeting, or shows it again."""
    meeting = Meeting.objects.select_related("component__process").get(pk=meeting_id)
    touch(meeting, hidden_at=at if hidden else None)
    index(meeting, at)
    edition.bump()


@transaction.atomic
def index_all(*, process_id: int, at: datetime, only_turned: bool = False) -> None:
    """A space became public: what was a draft can be found now. `only_turned`: meetings whose part was published after them, or no longer is."""
    rows = Meeting.objects.filter(component__process_id=process_id).exclude(published_at=None)
    if only_turned:
        rows = rows.filter(Q(component__published_at=None) | Q(component__published_at__gt=F("published_at")))
    for meeting in rows.select_related("component__process").order_by("-starts_at")[:1000]:
        index(meeting, at)


@transaction.atomic
def forget_person(*, account: Account, at: datetime) -> None:
    """She leaves: her places to come are free again, her name is nowhere, her votes go."""
    voice = getattr(account, "voice", None)
    Registration.objects.filter(account=account).update(account=None, name="", email="", answers={}, is_shown=False)
    LiveVote.objects.filter(account=account).delete()
    if voice is not None:
        Meeting.objects.filter(proposed_by=voice).update(proposed_by=None)
        LiveQuestion.objects.filter(voice=voice).update(voice=None, name="")
