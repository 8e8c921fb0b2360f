"""Who may start, check, sign, key in and answer, as refusals."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in
from beffroi.kernel.rules import Refusal
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.models import Initiative, InitiativeType, Member, Signature
from beffroi.participation.initiatives.settings_form import InitiativeSettings
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import (
    has_right_in,
    must_be_open,
    must_be_published,
    must_be_running,
    must_have_right_in,
    until,
)

TYPES, CHECK, KEY, ANSWER = (
    "initiatives:type:edit",
    "initiatives:initiative:check",
    "initiatives:sheet:key",
    "initiatives:initiative:answer",
)
GRACE = timedelta(days=15)  # sheets signed before the close may be keyed in during that time
MOST_MEMBERS = 20
MOST_DRAFTS = 3


def setting(component: Component, name: str) -> Any:
    return component.settings.get(name, InitiativeSettings.base_fields[name].initial)


def is_team(person: Any, component: Component) -> bool:
    return any(has_right_in(person, component.process, right) for right in (TYPES, CHECK, KEY, ANSWER))


def is_author(person: Any, initiative: Initiative) -> bool:
    return person.is_authenticated and initiative.voice_id == person.voice.pk


def member_of(person: Any, initiative: Initiative) -> Member | None:
    if not person.is_authenticated:
        return None
    return initiative.members.filter(voice=person.voice).first()


def is_member(person: Any, initiative: Initiative) -> bool:
    found = member_of(person, initiative)
    return found is not None and found.state == Member.ACCEPTED


def must_be_there(initiative: Initiative) -> Refusal | None:
    if initiative.hidden_at:
        return Refusal("hidden", _("This initiative was hidden by moderation."))
    if initiative.state not in states.PUBLIC:
        return Refusal("draft", _("This initiative is not public yet."))
    return None


def may_see(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    """What is not public is seen by its committee, those it invites, and the team."""
    if refusal := must_be_published(initiative.component, at, person):
        return refusal
    if initiative.is_public or is_team(person, initiative.component):
        return None
    if person.is_authenticated and (is_author(person, initiative) or member_of(person, initiative)):
        return None
    return must_be_there(initiative)


def may_write(component: Component, at: datetime, person: Any = None) -> Refusal | None:
    """Whether the form is open, whoever is there."""
    if refusal := must_be_open(component, "start", at, person):
        return refusal
    if not InitiativeType.objects.filter(component=component, closed_at=None).exists():
        return Refusal("no_type", _("No initiative can be started here at the moment."))
    return None


def may_start(person: Any, component: Component, at: datetime) -> Refusal | None:
    refusal = must_be_signed_in(person) or may_write(component, at, person) or must_not_be_paused(person, at)
    if refusal:
        return refusal
    begun = Initiative.objects.filter(component=component, voice=person.voice, state__in=[states.DRAFT, states.CHECKING]).count()
    if begun >= MOST_DRAFTS:
        return Refusal("enough", _("You have initiatives in preparation already. Finish or delete one of them first."))
    return None


def must_be_author(person: Any, initiative: Initiative) -> Refusal | None:
    if refusal := must_be_signed_in(person):
        return refusal
    return None if is_author(person, initiative) else Refusal("not_author", _("Only who started the initiative may do this."))


def may_edit(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    if refusal := must_be_author(person, initiative):
        return refusal
    if initiative.state != states.DRAFT:
        return Refusal("state", _("The text is fixed from the moment that it is sent to be checked."))
    return must_be_running(initiative.component.process) or must_not_be_paused(person, at)


def may_invite(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    return may_edit(person, initiative, at)


def must_have_committee(initiative: Initiative) -> Refusal | None:
    missing = initiative.type.committee - initiative.members.filter(state=Member.ACCEPTED).count()
    if missing <= 0:
        return None
    sentence = ngettext(
        "%(n)d more person must accept to be in the committee.", "%(n)d more people must accept to be in the committee.", missing
    )
    return Refusal("committee", sentence % {"n": missing})


def may_submit(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    return may_edit(person, initiative, at) or must_be_open(initiative.component, "start", at, person) or must_have_committee(initiative)


def may_withdraw(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    """Before the threshold; then the answer is owed to all who signed."""
    refusal = must_be_author(person, initiative) or must_be_there(initiative)
    if refusal:
        return refusal
    if states.WITHDRAWN not in states.STATES[initiative.state].next:
        return Refusal("state", _("It can be withdrawn while it collects signatures, before the threshold."))
    return None


def must_collect(initiative: Initiative, at: datetime, person: Any = None) -> Refusal | None:
    """Signatures are taken now; else the sentence says why not."""
    if refusal := must_be_there(initiative):
        return refusal
    if initiative.state not in states.OPEN or initiative.closes_at is None:
        return Refusal("over", _("This initiative no longer collects signatures."))
    if at >= initiative.closes_at:
        return Refusal("closed", _("Signatures were collected until %(when)s.") % {"when": until(initiative.closes_at)})
    return must_be_open(initiative.component, "sign", at, person)


def may_sign(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    refusal = must_be_signed_in(person) or must_collect(initiative, at, person) or must_not_be_paused(person, at)
    if refusal:
        return refusal
    if has_signed(person, initiative):
        return Refusal("signed", _("You have signed. Thank you."))
    return None


def has_signed(person: Any, initiative: Initiative) -> bool:
    return person.is_authenticated and Signature.objects.filter(initiative=initiative, voice=person.voice).exists()


def may_take_back(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    """Until the close."""
    refusal = must_be_signed_in(person)
    if refusal:
        return refusal
    if not initiative.is_open(at):
        return Refusal("closed", _("A signature can be withdrawn until the collection closes. It is over."))
    return None if has_signed(person, initiative) else Refusal("unsigned", _("You have not signed this initiative."))


def may_comment(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    return must_be_there(initiative) or must_be_open(initiative.component, "comment", at, person) or must_be_signed_in(person)


def may_follow(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    return must_be_there(initiative) or must_be_signed_in(person)


def must_lead_to(initiative: Initiative, state: str) -> Refusal | None:
    if state in states.STATES[initiative.state].next:
        return None
    now = states.STATES[initiative.state].title
    return Refusal("state", _("This is not possible any more: the initiative is now “%(state)s”.") % {"state": now})


def may_check(person: Any, initiative: Initiative) -> Refusal | None:
    refusal = must_have_right_in(person, initiative.component.process, CHECK)
    if refusal:
        return refusal
    if initiative.state != states.CHECKING:
        return must_lead_to(initiative, states.CHECKING) or Refusal("state", _("It has not been sent to be checked."))
    return None


def may_print(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    """Sheets are for the committee and the team, while signatures are collected."""
    refusal = must_be_signed_in(person)
    if refusal:
        return refusal
    if not initiative.type.is_paper:
        return Refusal("paper", _("This initiative is signed online only."))
    if not is_member(person, initiative) and not has_right_in(person, initiative.component.process, KEY):
        return Refusal("not_member", _("Sheets are printed by the committee, or at the town hall."))
    return must_collect(initiative, at)


def may_key(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    """Also some days after the close: sheets come in late."""
    refusal = must_have_right_in(person, initiative.component.process, KEY)
    if refusal:
        return refusal
    is_counting = initiative.state in (*states.OPEN, states.EXPIRED) and initiative.purged_at is None
    if not is_counting or initiative.closes_at is None or at >= initiative.closes_at + GRACE:
        return Refusal("closed", _("Sheets are no longer counted."))
    return None


def may_answer(person: Any, initiative: Initiative, at: datetime) -> Refusal | None:
    """At the threshold; before it, if the town wishes; again, to add to what was said."""
    refusal = must_have_right_in(person, initiative.component.process, ANSWER) or must_be_there(initiative)
    if refusal or initiative.state == states.ANSWERED:
        return refusal
    return must_lead_to(initiative, states.ANSWERED)


def close_said(initiative: Initiative) -> str:
    return until(initiative.closes_at) if initiative.closes_at else ""
