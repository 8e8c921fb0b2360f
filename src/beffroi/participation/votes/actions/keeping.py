from datetime import datetime

from django.db import transaction
from django.db.models import F

from beffroi.ground.people.models import Voice
from beffroi.participation.votes.actions.texts import index
from beffroi.participation.votes.models import Ballot, Vote


def count_follows(*, vote_id: int, by: int) -> None:
    Vote.objects.filter(pk=vote_id).update(follows_count=F("follows_count") + by, version=F("version") + 1)


@transaction.atomic
def set_hidden(*, vote_id: int, hidden: bool, at: datetime) -> None:
    """Moderation hides the vote, or shows it again."""
    vote = Vote.objects.select_related("component__process").get(pk=vote_id)
    Vote.objects.filter(pk=vote_id).update(hidden_at=at if hidden else None, version=F("version") + 1)
    vote.refresh_from_db(fields=["hidden_at", "version"])
    index(vote, at)


@transaction.atomic
def forget_person(*, voice: Voice) -> None:
    """She is leaving: her ballots of open polls stay, without her; what she concluded for the town too."""
    Ballot.objects.filter(voice=voice).update(voice=None)
    Vote.objects.filter(concluded_by=voice).update(concluded_by=None, version=F("version") + 1)
