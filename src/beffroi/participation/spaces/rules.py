"""Who may do what in a process, and when, as refusals."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from beffroi.ground.people.rights import rights
from beffroi.ground.people.rules import must_have_right
from beffroi.ground.verification.rules import must_be_verified
from beffroi.kernel.fragments import until_changed
from beffroi.kernel.rules import NOWHERE, Refusal
from beffroi.participation.spaces import calendar
from beffroi.participation.spaces.models import Component, Process, TeamMember
from beffroi.participation.spaces.types import kind_of

SEE_DRAFTS = "spaces:process:see"
EDIT = "spaces:process:edit"
PUBLISH = "spaces:process:publish"
# Of a closed group nobody outside learns that it is there: the page answers like one that never was (kernel.rules.NOWHERE).
HIDDEN = Refusal(NOWHERE, _("This page does not exist."))


def day_and_time(at: datetime) -> str:
    """A moment as people say it: "12 March 2026 at 18:00"; the day alone at midnight."""
    local = localtime(at)
    if local.time() == time.min:
        return date_format(local, "DATE_FORMAT")
    return str(_("%(day)s at %(time)s")) % {"day": date_format(local, "DATE_FORMAT"), "time": date_format(local, "TIME_FORMAT")}


def last_moment(ends_at: datetime) -> datetime:
    """Ends are exclusive: what closes at midnight is open until the day before, and says so."""
    return ends_at - timedelta(minutes=1) if localtime(ends_at).time() == time.min else ends_at


def until(ends_at: datetime) -> str:
    """The end as people say it: the last day, or the day and the hour."""
    last = last_moment(ends_at)
    return day_and_time(ends_at) if last == ends_at else date_format(localtime(last), "DATE_FORMAT")


def roles_in(person: Any, process: Process) -> frozenset[str]:
    """Roles of this process only; its team is read once until something changes in the town."""
    kept = process.__dict__.get("_team_roles")
    if kept is None:
        kept = process.__dict__["_team_roles"] = until_changed(f"spaces:roles:{process.pk}", lambda: _team_roles(process.pk))
    return kept.get(person.pk, frozenset())


def _team_roles(process_id: int) -> dict[int, frozenset[str]]:
    found: dict[int, frozenset[str]] = {}
    for account_id, role in TeamMember.objects.filter(process_id=process_id).values_list("account_id", "role"):
        found[account_id] = found.get(account_id, frozenset()) | {role}
    return found


def has_right_in(person: Any, process: Process, right: str) -> bool:
    """Whether a role held everywhere, or in this space, carries the right. In a closed group only what it gives counts."""
    if not person.is_authenticated:
        return False
    if other := kind_of(process):
        return (process.is_public and person.has_right(right)) or other.has_right(person, process, right)
    return person.has_right(right) or bool(roles_in(person, process) & rights[right].roles)


def must_have_right_in(person: Any, process: Process, right: str) -> Refusal | None:
    if person.is_authenticated and has_right_in(person, process, right):
        return None
    return must_have_right(person, right) or HIDDEN


def must_see_process(person: Any, process: Process) -> Refusal | None:
    """Drafts are seen by the team only, closed groups by their members."""
    if process.is_public:
        return None
    if other := kind_of(process):
        return None if other.may_read(person, process) else HIDDEN
    return None if has_right_in(person, process, SEE_DRAFTS) else Refusal("draft", _("This process is not public yet."))


def must_be_published(component: Component, at: datetime, person: Any) -> Refusal | None:
    """Components of a draft, and draft components, are seen by the team only; those of closed groups by the members."""
    if refusal := must_see_process(person, component.process):
        return refusal
    if component.is_public or has_right_in(person, component.process, SEE_DRAFTS):
        return None
    return Refusal("draft", _("This page is not public yet."))


def must_take_part(person: Any, process: Process) -> Refusal | None:
    """A process is for everybody; in a group its members write."""
    other = kind_of(process)
    return other.must_take_part(person, process) if other else None


def must_be_running(process: Process) -> Refusal | None:
    """Published and not archived: what is archived can be read, not changed."""
    if not process.is_live:
        return Refusal("draft", _("This process is not public yet."))
    if process.is_archived:
        said = _("This group is closed. Everything can still be read.") if process.is_group else None
        return Refusal("archived", said or _("This process is over. Everything can still be read."))
    return None


def must_be_open(component: Component, verb: str, at: datetime, person: Any = None) -> Refusal | None:
    """The verb is open now; else the sentence says when it opens, or when it closed. In a group, to its members, and to those who
    showed who they are where the verb asks for it: give the person wherever there is one.
    """
    refusal = must_be_running(component.process)
    if refusal or calendar.is_open(component, verb, at):
        if refusal or person is None:
            return refusal
        return must_take_part(person, component.process) or must_be_verified(person, requirement_of(component, verb), at)
    if not component.is_public:
        return Refusal("draft", _("This page is not public yet."))
    if coming := calendar.next_opening(component, verb, at):
        return Refusal("not_yet", _("This opens on %(when)s.") % {"when": day_and_time(coming.starts_at)})
    if gone := calendar.last_closing(component, verb, at):
        return Refusal("closed", _("This closed on %(when)s.") % {"when": day_and_time(gone.ends_at or gone.starts_at)})
    return Refusal("closed", _("This is not open at the moment."))


def requirement_of(component: Component, verb: str) -> dict[str, Any]:
    """What this verb asks of a person beyond an account (ground.verification); {} for nothing."""
    return component.requirements.get(verb) or {}


def may_follow(person: Any, process: Process) -> Refusal | None:
    if not person.is_authenticated:
        return Refusal("anonymous", _("Sign in to follow this process."))
    return must_see_process(person, process)
