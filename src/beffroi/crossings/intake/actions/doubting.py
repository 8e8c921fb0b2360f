"""A message becomes a rumour to check, or one more place where a rumour was met."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import override, pgettext

from beffroi.channels.base.models import Heard
from beffroi.crossings.intake.rules import must_be_usable
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins.words import language_of
from beffroi.outreach.rumors import actions as rumors
from beffroi.outreach.rumors.models import Rumor, Sighting


@transaction.atomic
def check(*, heard: Heard, claim: str, by: Account, at: datetime, rumor: Rumor | None = None) -> Sighting:
    """Its author is told, without the claim being said again, and may object; the verdict comes back to her thread."""
    require(must_be_usable(heard, at))
    sighting = rumors.take_up(heard=heard, claim=claim, by=by, rumor=rumor, at=at)
    with override(language_of(heard)):
        title = pgettext("intake", "A rumour to check")
    origins.became(heard=heard, subject=Subject("rumor_sighting", sighting.pk), by=by, title=title, at=at)
    return sighting
