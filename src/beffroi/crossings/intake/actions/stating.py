"""A message becomes a statement of an opinion map: the team puts it into one sentence."""

from datetime import datetime

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import author_key
from beffroi.crossings.intake.rules import key, may_take, must_be_public, must_be_usable
from beffroi.ground.people.actions import known_voice
from beffroi.ground.people.models import Account
from beffroi.kernel.rules import require
from beffroi.outreach.origins import actions as origins
from beffroi.participation.opinions import actions as opinions
from beffroi.participation.opinions.models import OpinionMap, Statement
from beffroi.participation.spaces.models import Component


@transaction.atomic
def state(*, heard: Heard, component: Component, text: str, by: Account, at: datetime) -> Statement:
    """Once for each message and map. No name stands beside it; its author is told and may object."""
    require(may_take(by), must_be_public(heard), must_be_usable(heard, at))
    voice = known_voice(channel=heard.account.kind, address=author_key(heard), name=heard.author_name or heard.author_address, at=at)
    map = OpinionMap.objects.select_related("component__process").get(component=component)
    made = opinions.take_from_network(map=map, text=text, voice=voice, key=key(heard), url=heard.url, at=at)
    origins.became(heard=heard, subject=made.subject, at=at, by=by)
    return made
