"""Personal data of votes."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from beffroi.commons.privacy.types import PersonalData, personal_data
from beffroi.ground.people.models import Account
from beffroi.participation.votes.actions import forget_person
from beffroi.participation.votes.models import Ballot, PaperSheet, Vote


def kept_of(account: Account) -> Iterator[dict[str, Any]]:
    """Her ballots in open polls that are not counted yet, and what she did for the team."""
    voice = getattr(account, "voice", None)
    if voice is not None:
        for ballot in Ballot.objects.filter(voice=voice).select_related("vote").order_by("pk"):
            yield {
                pgettext("my data", "You voted in the open poll"): ballot.vote.title,
                pgettext("my data", "Answers"): str(ballot.answers),
                pgettext("my data", "On"): ballot.day,
            }
        for vote in Vote.objects.filter(concluded_by=voice).order_by("pk"):
            yield {pgettext("my data", "You wrote what was decided after"): vote.title, pgettext("my data", "On"): vote.concluded_at}
    for sheet in PaperSheet.objects.filter(agent=account).select_related("vote").order_by("pk"):
        yield {
            pgettext("my data", "You counted paper ballots of"): sheet.vote.title,
            pgettext("my data", "Table"): sheet.table,
            pgettext("my data", "On"): sheet.at,
        }


def erase(account: Account, at: datetime) -> None:
    voice = getattr(account, "voice", None)
    if voice is not None:
        forget_person(voice=voice)


personal_data.register(
    PersonalData(
        kind="votes",
        label=pgettext_lazy("personal data", "Answers to open polls"),
        purpose=_("Counting one vote for each person, and letting her change it until the end."),
        data=_("In open polls: what was answered, and the day. In anonymous and secret votes: nothing is kept here."),
        retention=_(
            "Who answered is forgotten the moment the poll is counted; figures stay. An agent’s count of paper stays, without her."
        ),
        export=kept_of,
        erase=erase,
        fields=("votes.Ballot.voice", "votes.Ballot.browser", "votes.Vote.concluded_by", "votes.PaperSheet.agent"),
    )
)
