"""What the team does with what was sent: accept, ask for a change, refuse; make a story of the best."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt
from beffroi.participation.missions.actions.contributing import locked
from beffroi.participation.missions.actions.texts import count_waiting, ids, place_in_list
from beffroi.participation.missions.facts import ContributionDecided, StoryDrafted
from beffroi.participation.missions.models import Contribution, Mission, Story
from beffroi.participation.missions.rules import may_decide, may_review
from beffroi.participation.missions.types import StoryMaker, Telling, story_makers

DECISIONS = (Contribution.ACCEPTED, Contribution.CHANGE, Contribution.REFUSED)
MOST_IN_STORY = 20


@transaction.atomic
def decide(*, contribution: Contribution, person: Any, state: str, at: datetime, reason: str = "") -> Contribution:
    """Accept, or say why not; the author is told. Deciding the same again changes nothing."""
    contribution = locked(contribution)
    require(may_decide(person, contribution))
    if state not in DECISIONS:
        raise ValueError(f"not a decision: {state}")
    reason = " ".join(reason.split())[:500]
    if state != Contribution.ACCEPTED and not reason:
        require(Refusal("reason", _("Say why: the author is told.")))
    if (contribution.state, contribution.reason) == (state, reason):
        return contribution
    was_waiting = contribution.state == Contribution.WAITING
    contribution.state, contribution.reason = state, reason if state != Contribution.ACCEPTED else ""
    contribution.decided_at, contribution.decided_by = at, person.voice
    contribution.decisions += 1
    place_in_list(contribution, at)
    count_waiting(contribution.mission_id, -1 if was_waiting else 0)
    record(ContributionDecided(**ids(contribution), state=state, decision=contribution.decisions))
    return contribution


def story_maker() -> StoryMaker | None:
    """Whoever keeps stories here, if anybody does."""
    return next(iter(story_makers), None)


def may_tell(person: Any, mission: Mission) -> Refusal | None:
    maker = story_maker()
    if maker is None:
        return Refusal("no_stories", _("No page of stories is installed here."))
    return may_review(person, mission) or maker.may_make(person)


@transaction.atomic
def draft_story(*, mission: Mission, contributions: Sequence[Contribution], title: str, person: Any, at: datetime) -> Story:
    """A draft of a story from accepted contributions, in the order given; each author is credited under its licence."""
    require(may_tell(person, mission))
    chosen = [one for one in contributions if one.in_list and one.mission_id == mission.pk][:MOST_IN_STORY]
    if not chosen:
        require(Refusal("nothing", _("Tick at least one accepted contribution.")))
    maker, title = story_maker(), " ".join(title.split())[:160] or chosen[0].title
    told = maker.make(person=person, telling=_telling(mission, chosen, title), at=at)  # type: ignore[union-attr]
    story = Story.objects.create(
        mission=mission, title=title, subject_kind=told.subject.kind, subject_id=told.subject.id, edit_url=told.edit_url, at=at
    )
    story.contributions.set(chosen)
    record(StoryDrafted(story_id=story.pk, contribution_ids=[one.pk for one in chosen]))
    return story


def _telling(mission: Mission, chosen: Sequence[Contribution], title: str) -> Telling:
    alone = len(chosen) == 1
    parts = []
    for one in chosen:
        where = " – ".join(filter(None, [one.period or (str(one.happened_on.year) if one.happened_on else ""), one.place]))
        heading = [] if alone else [f"## {one.title}"]
        parts.append("\n\n".join(filter(None, [*heading, f"*{where}*" if where else "", one.text.strip(), f"({credit(one)})"])))
    first = next((one for one in chosen if one.longitude is not None), None)
    return Telling(
        title=title,
        summary=excerpt(chosen[0].text, 250) or mission.summary,
        text="\n\n".join(parts),
        credits="\n".join([*dict.fromkeys(credit(one) for one in chosen), _("From the mission “%(title)s”.") % {"title": mission.title}]),
        period=chosen[0].period if alone else "",
        address=first.place if first else "",
        longitude=first.longitude if first else None,
        latitude=first.latitude if first else None,
        image=next((one.image for one in chosen if one.image_id), None),
        sources=[Subject("contribution", one.pk) for one in chosen],
    )


def author_name(contribution: Contribution) -> str:
    """How the author is credited: her public name, unless she preferred none."""
    return contribution.voice.display_name if contribution.is_named else _("Somebody who lives here")


def credit(contribution: Contribution) -> str:
    return f"{author_name(contribution)}, {contribution.licence.replace('-', ' ')}"


@transaction.atomic
def count_supports(*, contribution_id: int, by: int) -> None:
    """Somebody likes it, or no longer does."""
    Contribution.objects.filter(pk=contribution_id).update(supports_count=F("supports_count") + by, version=F("version") + 1)
