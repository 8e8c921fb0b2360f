from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.supports.models import Follow
from beffroi.ground.people.models import Voice
from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.groups import rules
from beffroi.participation.groups.facts import FacilitatorNamed, MemberJoined, MemberLeft, MembershipAsked, MembershipDecided
from beffroi.participation.groups.models import FREE, Group, Member, Topic


@transaction.atomic
def join(*, group: Group, person: Any, at: datetime, answer: str = "", accepts: int = 0, invited: bool = False) -> Member:
    """Come in, or ask to. `accepts`: the number of the rules that she read and accepted."""
    rules.forget(person)
    require(rules.may_join(person, group, at, invited=invited))
    group = Group.objects.select_for_update(of=("self",)).select_related("process").get(pk=group.pk)
    if accepts != group.charter_number:
        require(Refusal("charter", _("Read the rules of the group and accept them.")))
    is_in = invited or group.joining == FREE
    if not is_in and group.question and not answer.strip():
        require(Refusal("answer", _("Answer the question of the group.")))
    known = Member.objects.filter(group=group, voice=person.voice).first()
    member = known or Member(group=group, voice=person.voice)
    member.state = Member.INSIDE if is_in else Member.ASKED
    member.answer = "" if is_in else answer.strip()[:600]
    member.charter_number, member.asked_at = accepts, at
    member.joined_at = at if is_in else None
    member.save()
    rules.forget(person)
    if is_in:
        _count(group.pk, 1)
        record(MemberJoined(group_id=group.pk, voice_id=person.voice.pk))
    else:
        record(MembershipAsked(group_id=group.pk, member_id=member.pk))
    return member


@transaction.atomic
def bring_in(*, group: Group, voice: Voice, at: datetime, facilitator: bool = False, title: str = "") -> Member:
    """A member put in by a command: the demonstration, an import."""
    member, is_new = Member.objects.update_or_create(
        group=group, voice=voice,
        defaults={
            "state": Member.INSIDE, "is_facilitator": facilitator, "title": title, "asked_at": at, "joined_at": at,
            "charter_number": group.charter_number,
        },
    )  # fmt: skip
    if is_new:
        _count(group.pk, 1)
    edition.bump()
    return member


@transaction.atomic
def accept_charter(*, group: Group, person: Any, number: int, at: datetime) -> None:
    """The rules changed; she read them."""
    rules.forget(person)
    if not rules.is_inside(person, group.pk):
        require(Refusal("member", _("You are not a member.")))
    if number != Group.objects.values_list("charter_number", flat=True).get(pk=group.pk):
        require(Refusal("charter", _("The rules have just changed again. Read them once more.")))
    Member.objects.filter(group=group, voice=person.voice).update(charter_number=number)
    rules.forget(person)
    edition.bump()


@transaction.atomic
def decide_request(*, member: Member, person: Any, accepted: bool, at: datetime) -> None:
    """Answer somebody who asks to join. What she wrote is not kept."""
    rules.forget(person)
    require(rules.may_lead(person, member.group))
    row = Member.objects.select_for_update().get(pk=member.pk)
    if row.state != Member.ASKED:
        return
    group_id, voice_id, asked = row.group_id, row.voice_id, row.asked_at.isoformat()
    if accepted:
        row.state, row.joined_at, row.decided_by, row.answer = Member.INSIDE, at, person.voice, ""
        row.save()
        _count(group_id, 1)
        record(MemberJoined(group_id=group_id, voice_id=voice_id))
    else:
        row.delete()
    record(MembershipDecided(group_id=group_id, voice_id=voice_id, accepted=accepted, asked_at=asked))


@transaction.atomic
def leave(*, group: Group, person: Any, at: datetime) -> None:
    """Go; what she said stays, under her name."""
    rules.forget(person)
    require(rules.may_leave(person, group))
    Member.objects.filter(group=group, voice=person.voice).delete()
    rules.forget(person)
    _gone(group.pk, person.voice.pk)


@transaction.atomic
def remove_member(*, member: Member, person: Any, reason: str, at: datetime) -> None:
    """Ask somebody to leave, with the reason that she is told."""
    rules.forget(person)
    require(rules.may_lead(person, member.group))
    if member.voice_id == person.voice.pk:
        require(Refusal("self", _("Leave the group instead.")))
    if not reason.strip():
        require(Refusal("reason", _("Say why: the person is told.")))
    rows = Member.objects.filter(pk=member.pk, state=Member.INSIDE)
    if rows.update(state=Member.OUT, is_facilitator=False, decided_by=person.voice, reason=reason.strip()[:300]):
        _gone(member.group_id, member.voice_id)


@transaction.atomic
def name_facilitator(*, member: Member, person: Any, at: datetime) -> None:
    """One more leads the group."""
    if person is not None:
        rules.forget(person)
        require(rules.may_lead(person, member.group))
    if Member.objects.inside().filter(pk=member.pk, is_facilitator=False).update(is_facilitator=True):
        record(FacilitatorNamed(group_id=member.group_id, voice_id=member.voice_id))


@transaction.atomic
def step_down(*, group: Group, person: Any, at: datetime) -> None:
    """Lead no more; somebody else does."""
    rules.forget(person)
    require(rules.may_lead(person, group))
    if not Member.objects.leading().filter(group=group).exclude(voice=person.voice).exists():
        require(Refusal("last", _("You lead this group alone. Name another facilitator first.")))
    Member.objects.filter(group=group, voice=person.voice).update(is_facilitator=False)
    rules.forget(person)
    edition.bump()


@transaction.atomic
def take_over(*, group: Group, person: Any, at: datetime) -> None:
    """Nobody leads any more: a member does."""
    rules.forget(person)
    Group.objects.select_for_update(of=("self",)).get(pk=group.pk)
    require(rules.may_take_over(person, group))
    Member.objects.filter(group=group, voice=person.voice).update(is_facilitator=True)
    rules.forget(person)
    record(FacilitatorNamed(group_id=group.pk, voice_id=person.voice.pk))


@transaction.atomic
def set_title(*, member: Member, person: Any, title: str, at: datetime) -> None:
    """What she does in the group: "treasurer"."""
    rules.forget(person)
    require(rules.may_lead(person, member.group))
    Member.objects.filter(pk=member.pk).update(title=title.strip()[:80])
    edition.bump()


@transaction.atomic
def forget_voice(*, voice: Voice) -> None:
    """The person leaves the site: she leaves her groups, and her requests go."""
    for group_id in list(Member.objects.inside().filter(voice=voice).values_list("group_id", flat=True)):
        _count(group_id, -1)
    Member.objects.filter(voice=voice).delete()
    Topic.objects.filter(responsible=voice).update(responsible=None)
    edition.bump()


def _gone(group_id: int, voice_id: int) -> None:
    """She hears no more of what she may not read."""
    _count(group_id, -1)
    topics = Topic.objects.filter(group=group_id)
    topics.filter(responsible=voice_id).update(responsible=None)
    Follow.objects.filter(voice=voice_id, subject_kind="group_topic", subject_id__in=topics.values("pk")).delete()
    record(MemberLeft(group_id=group_id, voice_id=voice_id))


def _count(group_id: int, by: int) -> None:
    Group.objects.filter(pk=group_id).update(members_count=F("members_count") + by, version=F("version") + 1)
