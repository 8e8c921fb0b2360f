"""A message becomes a report on the map: the team says where it is and what it is."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import author_key
from beffroi.crossings.intake.rules import key, may_take, must_be_usable
from beffroi.ground.people.actions import known_voice
from beffroi.ground.people.models import Account
from beffroi.ground.places.types import Location
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins
from beffroi.participation.reports import actions as reports
from beffroi.participation.reports.models import Category, Report


@transaction.atomic
def report(*, heard: Heard, category: Category, where: Location, text: str, by: Account, at: datetime) -> Report:
    """Once for each message. Its author is told and may object; what was said in private leads to no original."""
    require(may_take(by), must_be_usable(heard, at))
    voice = known_voice(channel=heard.account.kind, address=author_key(heard), name=heard.author_name or heard.author_address, at=at)
    made = reports.open_report(
        category=category, longitude=where.longitude, latitude=where.latitude, place=where.address, text=text, voice=voice, origin=key(heard),
        origin_channel=heard.account.kind, origin_address="" if heard.is_private else heard.url, language=(heard.language or "fr")[:2], at=at,
    )  # fmt: skip
    origins.became(heard=heard, subject=Subject("report", made.pk), by=by, at=at)
    return made
