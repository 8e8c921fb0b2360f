"""Tasks and who comes: places are never given twice, the waiting list is served in order, contact details are forgotten."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.missions.facts import MissionEdited, SignupMoved
from beffroi.participation.missions.models import Mission, Signup, Task
from beffroi.participation.missions.rules import may_edit_missions, may_leave, may_see_contacts, may_volunteer

TASK_FIELDS = ("title", "text", "place", "longitude", "latitude", "accessibility", "starts_at", "ends_at", "capacity")
MOST_TASKS = 200


@transaction.atomic
def save_task(*, mission: Mission, person: Any, fields: Mapping[str, Any], at: datetime, task: Task | None = None) -> Task:
    """A new task, or another hour, place or size; whoever is registered is told when the hour or the place changes."""
    if person is not None:
        require(may_edit_missions(person, mission.component.process))
    if task is None:
        if mission.tasks.count() >= MOST_TASKS:
            require(Refusal("many", _("There are very many tasks already: make another mission.")))
        task = Task(mission=mission)
        moved = False
    else:
        task = _locked(task.pk)
        moved = any(name in fields and fields[name] != getattr(task, name) for name in ("starts_at", "ends_at", "place"))
        if 0 < (fields.get("capacity") or 0) < task.taken:
            require(Refusal("small", _("%(n)d people are registered already: keep at least as many places.") % {"n": task.taken}))
    for name in TASK_FIELDS:
        if name in fields:
            setattr(task, name, fields[name])
    task.version += 1
    task.save()
    if moved:
        _tell_all(task)
        Signup.objects.filter(task=task, state=Signup.IN).update(reminded_at=None)
    _fill(task)
    record(MissionEdited(mission_id=mission.pk))
    return task


@transaction.atomic
def cancel_task(*, task: Task, person: Any, why: str, at: datetime) -> Task:
    """It does not take place: all who registered are told why."""
    require(may_edit_missions(person, task.mission.component.process))
    task = _locked(task.pk)
    if task.cancelled_at is None:
        task.cancelled_at, task.cancelled_why = at, " ".join(why.split())[:300]
        task.version += 1
        task.save()
        _tell_all(task)
        record(MissionEdited(mission_id=task.mission_id))
    return task


@transaction.atomic
def volunteer(*, task: Task, person: Any, at: datetime, name: str, phone: str = "", note: str = "") -> Signup:
    """Register: a place if there is one, else the waiting list, in order. Once per person."""
    require(may_volunteer(person, task, at))
    task = _locked(task.pk)
    row = Signup.objects.filter(task=task, account=person).first()
    if row is not None and row.state != Signup.LEFT:
        return row
    row = row or Signup(task=task, account=person)
    row.name, row.phone, row.note = " ".join(name.split())[:100], phone[:30], note[:500]
    row.state = Signup.WAITING if task.is_full else Signup.IN
    row.created_at, row.forgotten_at, row.reminded_at = at, None, None
    row.steps += 1
    row.save()
    _count(task, row.state, 1)
    record(SignupMoved(signup_id=row.pk, state=row.state, step=row.steps))
    return row


@transaction.atomic
def leave(*, signup: Signup, person: Any, at: datetime) -> Signup:
    """No longer coming: the first of the waiting list takes the place; contact details go at once."""
    task = _locked(signup.task_id)
    signup = Signup.objects.get(pk=signup.pk)
    require(may_leave(person, signup))
    _out(task, signup, at)
    return signup


def _out(task: Task, signup: Signup, at: datetime) -> None:
    before = signup.state
    signup.state, signup.name, signup.phone, signup.note, signup.forgotten_at = Signup.LEFT, "", "", "", at
    signup.steps += 1
    signup.save()
    _count(task, before, -1)
    record(SignupMoved(signup_id=signup.pk, state=signup.state, step=signup.steps))
    if task.starts_at > at:
        _fill(task)


def _fill(task: Task) -> None:
    """Serve the waiting list, the longest wait first."""
    if task.cancelled_at:
        return
    free = task.left if task.capacity else task.waiting
    for row in Signup.objects.filter(task=task, state=Signup.WAITING).order_by("created_at", "pk")[: max(free, 0)]:
        row.state = Signup.IN
        row.steps += 1
        row.save(update_fields=["state", "steps"])
        _count(task, Signup.WAITING, -1)
        _count(task, Signup.IN, 1)
        record(SignupMoved(signup_id=row.pk, state=row.state, step=row.steps))


def _count(task: Task, state: str, by: int) -> None:
    """The task is locked: its numbers are ours."""
    if state == Signup.LEFT:
        return
    name = "taken" if state == Signup.IN else "waiting"
    setattr(task, name, getattr(task, name) + by)
    task.version += 1
    task.save(update_fields=[name, "version"])
    if state == Signup.IN:
        Mission.objects.filter(pk=task.mission_id).update(volunteers_count=F("volunteers_count") + by, version=F("version") + 1)


def _tell_all(task: Task) -> None:
    for row in Signup.objects.filter(task=task).exclude(state=Signup.LEFT):
        row.steps += 1
        row.save(update_fields=["steps"])
        record(SignupMoved(signup_id=row.pk, state=row.state, step=row.steps, is_change=True))


def _locked(pk: int) -> Task:
    """One registration at a time for one task: so no place is given twice."""
    return Task.objects.select_for_update(of=("self",)).select_related("mission__component__process").get(pk=pk)


@transaction.atomic
def note_hours(*, task: Task, person: Any, came: Mapping[int, int], at: datetime) -> int:
    """Who came, and how many minutes each gave ({registration: minutes}; absent: did not come)."""
    require(may_see_contacts(person, task.mission))
    task = _locked(task.pk)
    if task.starts_at > at:
        require(Refusal("early", _("This has not begun yet.")))
    before = after = 0
    for row in Signup.objects.filter(task=task, state=Signup.IN):
        before += row.minutes
        row.has_come = row.pk in came
        row.minutes = min(max(came.get(row.pk, 0), 0), 24 * 60)
        after += row.minutes
        row.save(update_fields=["has_come", "minutes"])
    Mission.objects.filter(pk=task.mission_id).update(minutes_given=F("minutes_given") + after - before, version=F("version") + 1)
    record(MissionEdited(mission_id=task.mission_id))
    return after


@transaction.atomic
def remind(*, at: datetime, before: datetime) -> list[int]:
    """Registrations whose task begins before `before`: each is reminded once. Gives their numbers."""
    rows = Signup.objects.filter(
        state=Signup.IN, reminded_at=None, task__starts_at__gt=at, task__starts_at__lte=before, task__cancelled_at=None
    ).order_by("pk")[:500]
    ids = list(rows.values_list("pk", flat=True))
    Signup.objects.filter(pk__in=ids).update(reminded_at=at)
    return ids


@transaction.atomic
def forget_contacts(*, at: datetime) -> int:
    """Names, telephones and notes of volunteers go so many days after the task; that somebody came stays, without a name."""
    found = 0
    due = Signup.objects.filter(forgotten_at=None, task__ends_at__lt=at).filter(
        ~Q(name="") | ~Q(phone="") | ~Q(note="") | Q(account__isnull=False)
    )
    for row in due.select_related("task__mission").order_by("pk")[:1000]:
        if row.task.ends_at + timedelta(days=row.task.mission.keep_days) <= at:
            row.name = row.phone = row.note = ""
            row.forgotten_at = at
            row.save(update_fields=["name", "phone", "note", "forgotten_at"])
            found += 1
    return found


@transaction.atomic
def forget_volunteer(*, account: Account, at: datetime) -> None:
    """The person is leaving: she no longer comes, and nothing of her stays in old lists."""
    for row in Signup.objects.filter(account=account).select_related("task"):
        if row.state != Signup.LEFT and row.task.starts_at > at:
            _out(_locked(row.task_id), row, at)
    Signup.objects.filter(account=account).update(account=None, name="", phone="", note="", forgotten_at=at)
