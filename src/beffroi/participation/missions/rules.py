"""Who may do what in a mission, and when, as refusals."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rights import rights
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.participation.missions.access import CONTACTS, EDIT, REVIEW
from beffroi.participation.missions.models import Contribution, Mission, Signup, Task
from beffroi.participation.spaces.models import Process
from beffroi.participation.spaces.rules import has_right_in, must_be_open, must_be_published, must_be_running, must_have_right_in, roles_in
from beffroi.participation.spaces.types import kind_of

CONTRIBUTE, VOLUNTEER = "contribute", "volunteer"


def may_edit_missions(person: Any, process: Any) -> Refusal | None:
    return must_have_right_in(person, process, EDIT)


def may_review(person: Any, mission: Mission) -> Refusal | None:
    return must_have_right_in(person, mission.component.process, REVIEW)


def may_see_contacts(person: Any, mission: Mission) -> Refusal | None:
    """A role held in the town is not enough: the promise to volunteers is that only those who run the mission call them."""
    process = mission.component.process
    if person.is_authenticated:
        group = kind_of(process)
        if group.has_right(person, process, CONTACTS) if group else roles_in(person, process) & rights[CONTACTS].roles:
            return None
    return Refusal("not_in_team", _("Only the team of this process sees how to reach volunteers. Its manager may add you to it."))


def is_team(person: Any, mission: Mission) -> bool:
    """Whether this person prepares the mission or reads what comes in."""
    return is_team_of(person, mission.component.process)


def is_team_of(person: Any, process: Process) -> bool:
    return person.is_authenticated and (has_right_in(person, process, EDIT) or has_right_in(person, process, REVIEW))


def may_see_mission(person: Any, mission: Mission, at: datetime) -> Refusal | None:
    if refusal := must_be_published(mission.component, at, person):
        return refusal
    if mission.is_public or is_team(person, mission):
        return None
    return Refusal("draft", _("This mission is not public yet."))


def must_be_under_way(mission: Mission, at: datetime) -> Refusal | None:
    if not mission.is_public:
        return Refusal("draft", _("This mission is not public yet."))
    if mission.is_over(at):
        return Refusal("over", _("This mission is over. Thank you to all who took part."))
    return None


def may_send(mission: Mission, at: datetime, person: Any = None) -> Refusal | None:
    """Whether the form is open, whoever is there (visitors say who they are afterwards)."""
    if mission.is_for_volunteers:
        return Refusal("volunteers", _("Here one takes part by lending a hand: choose a task."))
    return must_be_under_way(mission, at) or must_be_open(mission.component, CONTRIBUTE, at, person)


def may_contribute(person: Any, mission: Mission, at: datetime) -> Refusal | None:
    refusal = must_be_signed_in(person) or may_send(mission, at, person) or must_not_be_paused(person, at)
    return refusal or must_not_have_sent_enough(person, mission)


def must_not_have_sent_enough(person: Any, mission: Mission) -> Refusal | None:
    if not mission.most_each:
        return None
    gone = (Contribution.WITHDRAWN, Contribution.REFUSED)
    mine = Contribution.objects.filter(mission=mission, voice=person.voice).exclude(state__in=gone).count()
    if mine < mission.most_each:
        return None
    sentence = ngettext(
        "You have sent your contribution: %(n)d per person here.", "You have sent your %(n)d contributions.", mission.most_each
    )
    return Refusal("enough", sentence % {"n": mission.most_each})


def is_author(person: Any, contribution: Contribution) -> bool:
    return person.is_authenticated and contribution.voice_id == person.voice.pk


def must_be_author(person: Any, contribution: Contribution) -> Refusal | None:
    if is_author(person, contribution):
        return None
    return must_be_signed_in(person) or Refusal("not_author", _("Only its author may do this."))


def must_be_shown(contribution: Contribution) -> Refusal | None:
    if contribution.in_list:
        return None
    if contribution.hidden_at:
        return Refusal("hidden", _("This contribution was hidden by moderation."))
    if contribution.state == Contribution.WITHDRAWN:
        return Refusal("withdrawn", _("Its author took this contribution back."))
    return Refusal("not_public", _("This contribution is not public."))


def may_see(person: Any, contribution: Contribution, at: datetime) -> Refusal | None:
    """What was accepted, by all; the rest by its author and by those who read for the town."""
    if refusal := must_be_published(contribution.mission.component, at, person):
        return refusal
    if contribution.in_list and contribution.mission.is_public:
        return None
    if is_author(person, contribution) or not may_review(person, contribution.mission):
        return None
    return must_be_shown(contribution) or Refusal("not_public", _("This contribution is not public."))


def may_support(person: Any, contribution: Contribution, at: datetime) -> Refusal | None:
    return must_be_shown(contribution) or must_be_running(contribution.mission.component.process) or must_be_signed_in(person)


def may_edit(person: Any, contribution: Contribution, at: datetime) -> Refusal | None:
    """Its author, until it is refused; after the end, only what the team asked to change."""
    if refusal := must_be_author(person, contribution):
        return refusal
    if contribution.hidden_at:
        return Refusal("hidden", _("This contribution was hidden by moderation."))
    if contribution.state in (Contribution.REFUSED, Contribution.WITHDRAWN):
        return Refusal("gone", _("This contribution can no longer be changed."))
    if contribution.state != Contribution.CHANGE and (refusal := must_be_under_way(contribution.mission, at)):
        return refusal
    return must_be_running(contribution.mission.component.process) or must_not_be_paused(person, at)


def may_withdraw(person: Any, contribution: Contribution) -> Refusal | None:
    """At any time: what one gave one may take back from these pages."""
    if contribution.state == Contribution.WITHDRAWN:
        return Refusal("withdrawn", _("Its author took this contribution back."))
    return must_be_author(person, contribution)


def may_decide(person: Any, contribution: Contribution) -> Refusal | None:
    if contribution.state == Contribution.WITHDRAWN:
        return Refusal("withdrawn", _("Its author took this contribution back."))
    return may_review(person, contribution.mission)


def may_join(task: Task, at: datetime, person: Any = None) -> Refusal | None:
    """Whether registration is open, whoever is there. A full task has a waiting list."""
    if task.cancelled_at:
        return Refusal("cancelled", _("This task was cancelled."))
    if task.starts_at <= at:
        return Refusal("past", _("This has begun already."))
    return must_be_under_way(task.mission, at) or must_be_open(task.mission.component, VOLUNTEER, at, person)


def may_volunteer(person: Any, task: Task, at: datetime) -> Refusal | None:
    return must_be_signed_in(person) or may_join(task, at, person) or must_not_be_paused(person, at)


def may_leave(person: Any, signup: Signup) -> Refusal | None:
    if person.is_authenticated and signup.account_id == person.pk:
        return None if signup.state != Signup.LEFT else Refusal("left", _("You are not registered any more."))
    return must_be_signed_in(person) or Refusal("not_you", _("This registration is somebody else’s."))
