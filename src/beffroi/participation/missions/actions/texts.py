"""Addresses, search and what is made of texts when they are written."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import override

from beffroi.commons.search import actions as search
from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import excerpt, plain
from beffroi.participation.missions.facts import ContributionTaken
from beffroi.participation.missions.models import Contribution, Mission
from beffroi.participation.spaces.actions import count_contributions

WRITTEN = ("title", "text", "answers", "happened_on", "period", "place", "longitude", "latitude", "district", "people", "is_named")


def mission_address(mission: Mission, route: str = "mission", *args: Any) -> str:
    """A page of a mission, in the language of the moment; `mission.component.process` is loaded."""
    return reverse(f"missions:{route}", args=[mission.component.process.slug, mission.component_id, mission.pk, *args])


def address(contribution: Contribution) -> str:
    return mission_address(contribution.mission, "contribution", contribution.pk)


def stored(found: Mission | Contribution) -> str:
    """Its page in the town's first language, as kept addresses are."""
    with override(settings.LANGUAGE_CODE):
        return mission_address(found) if isinstance(found, Mission) else address(found)


def ids(contribution: Contribution) -> dict[str, int]:
    """What every fact about a contribution says."""
    return {
        "contribution_id": contribution.pk,
        "mission_id": contribution.mission_id,
        "process_id": contribution.mission.component.process_id,
    }


def write(contribution: Contribution, fields: Mapping[str, Any]) -> None:
    """Set the given fields; an absent picture leaves the one there was."""
    for name in WRITTEN:
        if name in fields:
            setattr(contribution, name, fields[name])
    if fields.get("image") is not None:
        contribution.image = fields["image"]
    elif fields.get("without_image"):
        contribution.image, contribution.people = None, ""
    contribution.title = " ".join(contribution.title.split())[:120]
    contribution.html = html.from_markdown(contribution.text)
    said = [str(value) for value in contribution.answers.values() if str(value) not in contribution.title]
    contribution.excerpt = excerpt(contribution.text, 200) or ", ".join(said)[:200]


def place_in_list(contribution: Contribution, at: datetime) -> None:
    """Whether everybody sees it, from what happened to it; counters and search follow. In the caller's transaction."""
    was, mission = contribution.in_list, contribution.mission
    contribution.in_list = contribution.state == Contribution.ACCEPTED and contribution.hidden_at is None
    if contribution.in_list and contribution.shown_at is None:
        contribution.shown_at = at
    by = int(contribution.in_list) - int(was)
    contribution.version += 1
    contribution.save()
    if by:
        Mission.objects.filter(pk=mission.pk).update(accepted_count=F("accepted_count") + by, version=F("version") + 1)
        count_contributions(process_id=mission.component.process_id, by=by)
    index(contribution)


def count_waiting(mission_id: int, by: int) -> None:
    if by:
        Mission.objects.filter(pk=mission_id).update(waiting_count=F("waiting_count") + by)


def is_readable(mission: Mission) -> bool:
    """Whether everybody may read it: not a draft, nor in a draft, nor in a closed group."""
    return mission.is_public and mission.component.is_public and mission.component.process.is_public


def index(contribution: Contribution) -> None:
    """Put what is public in the search, take the rest out."""
    subject = Subject("contribution", contribution.pk)
    if not contribution.in_list or contribution.shown_at is None or not is_readable(contribution.mission):
        search.remove(subject=subject)
        return
    words = [str(value) for value in contribution.answers.values()]
    search.put(
        subject=subject,
        title=contribution.title,
        text=" ".join([plain(contribution.html), contribution.place, contribution.period, *words]),
        url=stored(contribution),
        at=contribution.shown_at,
        weight=0.8,
        space=Subject("process", contribution.mission.component.process_id),
    )


def index_mission(mission: Mission) -> None:
    subject = Subject("mission", mission.pk)
    if mission.published_at is None or not is_readable(mission):
        search.remove(subject=subject)
        return
    search.put(
        subject=subject,
        title=mission.title,
        text=f"{mission.summary} {plain(mission.html)}",
        url=stored(mission),
        at=mission.published_at,
        space=Subject("process", mission.component.process_id),
    )


def told_gone(contribution: Contribution) -> None:
    record(ContributionTaken(**ids(contribution)))
