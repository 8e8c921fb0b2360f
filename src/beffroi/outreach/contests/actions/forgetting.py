"""When the time is over, numbers stay and persons go."""

from datetime import datetime

from django.db import transaction

from beffroi.ground.people.models import Voice
from beffroi.outreach.contests.actions.entering import take_back
from beffroi.outreach.contests.models import Contest, Entry

NOTHING = {"voice": None, "heard": None, "origin_url": "", "text": "", "image": None, "choice": None, "shows_name": False, "why": ""}


@transaction.atomic
def forget_all(*, at: datetime) -> int:
    """Contests whose time of keeping is over. Pictures that nothing holds any more go with the next sweep of media."""
    done = list(Contest.objects.to_forget(at).values_list("pk", flat=True))
    Entry.objects.filter(contest__in=done).update(**NOTHING)
    Contest.objects.filter(pk__in=done).update(forgotten_at=at)
    return len(done)


@transaction.atomic
def forget_voice(*, voice: Voice, at: datetime) -> None:
    """Somebody leaves: she no longer takes part in what is not closed, and nothing of her stays elsewhere."""
    for entry in Entry.objects.filter(voice=voice, contest__closed_at=None):
        take_back(entry=entry, at=at)
    Entry.objects.filter(voice=voice).update(**NOTHING)
