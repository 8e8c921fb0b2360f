"""Personal data of meetings."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.privacy.types import PersonalData, not_personal, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.meetings.actions.finding import forget_person
from beffroi.participation.meetings.actions.places import forget_old, give_back
from beffroi.participation.meetings.models import LiveQuestion, LiveVote, Meeting, Passage, Registration


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    for row in Registration.objects.filter(account=account).select_related("meeting").order_by("pk"):
        labels = {one["key"]: one["label"] for one in row.meeting.asks}
        yield {
            gettext("You registered for"): row.meeting.title, gettext("As"): row.name, gettext("State"): str(row.get_state_display()),
            gettext("Your answers"): "; ".join(f"{labels.get(key, key)}: {value}" for key, value in row.answers.items()),
            gettext("Registered on"): row.created_at, gettext("Received at the door"): row.here_at,
        }  # type: ignore[attr-defined]  # fmt: skip
    for vote in LiveVote.objects.filter(account=account).select_related("question").order_by("pk"):
        yield {gettext("You voted for the question"): vote.question.text}
    for passage in Passage.objects.filter(by=account).select_related("meeting").order_by("pk"):
        yield {gettext("You received people at"): passage.meeting.title, gettext("On"): passage.at}
    voice = getattr(account, "voice", None)
    if voice is None:
        return
    for meeting in Meeting.objects.filter(proposed_by=voice).order_by("pk"):
        yield {gettext("You proposed the meeting"): meeting.title, gettext("Text"): meeting.text, gettext("On"): meeting.created_at}
    for question in LiveQuestion.objects.filter(voice=voice).select_related("meeting").order_by("pk"):
        yield {gettext("You asked"): question.text, gettext("In the meeting"): question.meeting.title, gettext("On"): question.created_at}


def erase(account: Account, at: datetime) -> None:
    """Places to come are free for others."""
    coming = Registration.objects.filter(account=account, meeting__ends_at__gt=at).exclude(state=Registration.CANCELLED)
    for row in coming.select_related("meeting"):
        give_back(registration=row, at=at)
    forget_person(account=account, at=at)


def forget(at: datetime) -> None:
    forget_old(at=at)


personal_data.register(
    PersonalData(
        kind="meetings",
        label=_("Meetings"),
        purpose=_("Keeping a place for those who come, receiving them at the door, reminding them, and answering their questions."),
        data=_("Names, e-mail addresses, answers to the questions of the registration, who came, questions asked and votes."),
        retention=_("Names and answers of a registration go six months after the meeting; the figures stay. Questions stay, without a name once the person has left."),
        export=kept_of,
        erase=erase,
        forget=forget,
        fields=(
            "meetings.Meeting.proposed_by", "meetings.Registration.account", "meetings.Registration.name", "meetings.Registration.email",
            "meetings.Passage.by", "meetings.LiveQuestion.voice", "meetings.LiveQuestion.name", "meetings.LiveVote.account",
        ),
    )
)  # fmt: skip
not_personal("meetings.LiveVote.device", "the digest of a random word; nobody’s name is behind it")
not_personal("meetings.Meeting.place", "the address of a public place")
not_personal("meetings.Meeting.longitude", "where a public place is")
not_personal("meetings.Meeting.latitude", "where a public place is")
not_personal("meetings.Meeting.recording", "of a public meeting, published by the team")
