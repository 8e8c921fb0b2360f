"""What the team prepares: missions, what they ask, tasks for volunteers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel import html
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import slug
from beffroi.participation.missions.actions.texts import index_mission
from beffroi.participation.missions.facts import MissionClosed, MissionEdited, MissionEndsSoon, MissionOpened
from beffroi.participation.missions.models import Field, Mission
from beffroi.participation.missions.rules import may_edit_missions
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.models import Component

WRITTEN = (
    "title", "summary", "text", "advice", "kind", "asks_text", "asks_picture", "asks_place", "asks_when", "licence", "most_each",
    "keep_days", "ends_at", "image",
)  # fmt: skip
USUAL: dict[str, dict[str, str]] = {
    Mission.PHOTO: {"asks_picture": "must", "asks_place": "may", "asks_text": "may"},
    Mission.OBSERVATION: {"asks_picture": "may", "asks_place": "must", "asks_text": "may", "asks_when": "day"},
    Mission.MEMORY: {"asks_picture": "may", "asks_place": "may", "asks_text": "must", "asks_when": "period"},
    Mission.TESTIMONY: {"asks_picture": "no", "asks_place": "no", "asks_text": "must"},
    Mission.DATA: {"asks_picture": "no", "asks_place": "must", "asks_text": "no", "asks_when": "day"},
    Mission.VOLUNTEER: {"asks_picture": "no", "asks_place": "no", "asks_text": "no"},
}


@dataclass(frozen=True)
class Wanted:
    """One thing to ask, as the team wrote it. `pk` None: new."""

    pk: int | None
    label: str
    kind: str
    help: str = ""
    options: Sequence[str] = field(default_factory=list)
    unit: str = ""
    least: float | None = None
    most: float | None = None
    is_required: bool = False


@transaction.atomic
def create_mission(*, component: Component, person: Any, fields: Mapping[str, Any], at: datetime) -> Mission:
    """A draft. What is usual for its kind is asked, unless the fields say otherwise."""
    if person is not None:
        require(may_edit_missions(person, component.process))
    usual = USUAL[fields.get("kind", Mission.PHOTO)]
    mission = Mission(component=component, created_at=at, **(usual | {name: fields[name] for name in WRITTEN if name in fields}))
    mission.html = html.from_markdown(mission.text)
    mission.save()
    return mission


@transaction.atomic
def edit_mission(*, mission: Mission, person: Any, seen: int, fields: Mapping[str, Any], at: datetime) -> Mission:
    """Change what is asked; refused if somebody else did meanwhile. What was sent keeps the licence that it was sent under."""
    require(may_edit_missions(person, mission.component.process))
    mission = Mission.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=mission.pk)
    if mission.edits > seen:
        require(Refusal("stale", _("Somebody else changed this mission while you were writing. Read it again, then save.")))
    for name in WRITTEN:
        if name in fields and not (name == "image" and fields[name] is None):
            setattr(mission, name, fields[name])
    mission.html = html.from_markdown(mission.text)
    mission.edits += 1
    mission.version += 1
    if mission.ends_at and mission.ends_at > at:
        mission.ending_told_at = None
    mission.save()
    _changed(mission)
    return mission


@transaction.atomic
def save_fields(*, mission: Mission, person: Any, wanted: Sequence[Wanted]) -> None:
    """What is asked, in this order. The column of a field keeps its name; answers to a removed one stay in what was sent."""
    if person is not None:
        require(may_edit_missions(person, mission.component.process))
    known = {row.pk: row for row in mission.fields.all()}
    taken = {row.key for row in known.values()}
    kept = set()
    for position, one in enumerate(wanted):
        row = known.get(one.pk) if one.pk else None
        if row is None:
            row = Field(mission=mission, key=_free_key(one.label, taken))
            taken.add(row.key)
        row.label, row.kind, row.help, row.options = one.label[:100], one.kind, one.help[:200], list(one.options)
        row.unit, row.least, row.most, row.is_required, row.position = one.unit, one.least, one.most, one.is_required, position
        row.save()
        kept.add(row.pk)
    Field.objects.filter(mission=mission).exclude(pk__in=kept).delete()
    Mission.objects.filter(pk=mission.pk).update(version=F("version") + 1)
    _changed(mission)


# Columns that every file has.
OWN_COLUMNS = {
    "id", "url", "title", "text", "author", "date", "period", "place", "district", "longitude", "latitude", "photo", "photo_description",
    "licence", "sent_at", "mission",
}  # fmt: skip


def _free_key(label: str, taken: set[str]) -> str:
    base = slug(label).replace("-", "_")[:30] or "answer"
    if base in OWN_COLUMNS or base[0].isdigit():
        base = f"q_{base}"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}_{number}", number + 1
    return key


@transaction.atomic
def publish_mission(*, mission: Mission, person: Any, at: datetime, told: bool = True) -> Mission:
    """Everybody sees it and may take part (again, if it was closed)."""
    if person is not None:
        require(may_edit_missions(person, mission.component.process))
    require(_must_be_complete(mission))
    is_new = mission.published_at is None
    mission.published_at = mission.published_at or at
    mission.closed_at = None
    mission.version += 1
    mission.save(update_fields=["published_at", "closed_at", "version"])
    index_mission(mission)
    if is_new and told and mission.component.is_public and mission.component.process.is_public:
        add_happening(
            process=mission.component.process, title=_("A mission opens: %(title)s") % {"title": mission.title}, at=at,
            origin=f"mission-opened-{mission.pk}",
        )  # fmt: skip
        record(MissionOpened(**_said(mission)))
    else:
        record(MissionEdited(mission_id=mission.pk))
    return mission


def _must_be_complete(mission: Mission) -> Refusal | None:
    if mission.is_for_volunteers and not mission.tasks.filter(cancelled_at=None).exists():
        return Refusal("no_task", _("Add a task first: what there is to do, where and when."))
    asked = mission.asks_text == mission.asks_picture == "no" and not mission.is_for_volunteers
    if asked and not mission.fields.exists():
        return Refusal("nothing_asked", _("Nothing is asked yet: a text, a photo, or a question of yours."))
    return None


@transaction.atomic
def close_mission(*, mission: Mission, person: Any, at: datetime) -> Mission:
    """It is over: nothing more can be sent, all can be read. Who follows it is told."""
    require(may_edit_missions(person, mission.component.process))
    if not Mission.objects.filter(pk=mission.pk, closed_at=None, published_at__isnull=False).update(closed_at=at, version=F("version") + 1):
        require(Refusal("closed", _("This mission is not open.")))
    mission.refresh_from_db(fields=["closed_at", "version", "accepted_count"])
    record(MissionClosed(**_said(mission), accepted=mission.accepted_count))
    return mission


@transaction.atomic
def delete_draft(*, mission: Mission, person: Any) -> None:
    """A mission that nobody ever saw."""
    require(may_edit_missions(person, mission.component.process))
    if mission.published_at is not None:
        require(Refusal("public", _("This mission is public: close it instead.")))
    mission.delete()


@transaction.atomic
def tell_endings(*, at: datetime, before: datetime) -> int:
    """Missions that end before `before`: who follows them is told, once."""
    rows = Mission.objects.shown().filter(ends_at__gt=at, ends_at__lte=before, ending_told_at=None, closed_at=None)
    told = 0
    for mission in rows:
        if Mission.objects.filter(pk=mission.pk, ending_told_at=None).update(ending_told_at=at):
            record(MissionEndsSoon(mission_id=mission.pk))
            told += 1
    return told


@transaction.atomic
def count_follows(*, mission_id: int, by: int) -> None:
    Mission.objects.filter(pk=mission_id).update(follows_count=F("follows_count") + by, version=F("version") + 1)


def _said(mission: Mission) -> dict[str, Any]:
    return {
        "subject": str(Subject("mission", mission.pk)),
        "title": mission.title,
        "process_id": mission.component.process_id,
        "mission_id": mission.pk,
        "component_id": mission.component_id,
    }


def _changed(mission: Mission) -> None:
    index_mission(mission)
    record(MissionEdited(mission_id=mission.pk))
