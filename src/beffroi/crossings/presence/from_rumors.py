"""Fact checks, to those who follow them: the first message always says what holds now, a correction stands below it."""

from dataclasses import replace

from django.conf import settings
from django.utils.translation import override

from beffroi.crossings.presence import hearing, words
from beffroi.crossings.presence.actions import speaking
from beffroi.crossings.presence.models import FEED
from beffroi.crossings.presence.sources import CHECKS
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.outreach.rumors.facts import RumorPublished
from beffroi.outreach.rumors.models import Edition


@on(RumorPublished)
def say_a_fact_check(fact: RumorPublished) -> None:
    """A correction that comes before the first was told is told by the first."""
    rows = Edition.objects.filter(rumor=fact.rumor_id, state=Edition.PUBLISHED).order_by("number")
    newest, presence = rows.last(), hearing.presence_of(FEED, CHECKS)
    if newest is None or presence is None:
        return
    at, subject = clock.now(), Subject("rumor", fact.rumor_id)
    with override(settings.LANGUAGE_CODE):
        first = speaking.say(presence=presence, key=str(subject), subject=subject, message=words.fact_check(newest), at=at)
        corrected = rows.filter(pk=fact.edition_id, number__gt=1).first()
        if first and corrected and corrected.published_at and first.said_at < corrected.published_at:
            below = replace(words.correction(corrected), reply_to=first.publication.uri)
            speaking.say(presence=presence, key=f"{subject} {corrected.number}", subject=subject, message=below, at=at)
