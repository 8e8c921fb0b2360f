"""Who knows of a group, reads it, writes in it and leads it, as refusals."""

from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from beffroi.commons.conversations.models import Message
from beffroi.commons.moderation.rules import must_not_be_paused
from beffroi.ground.people.rules import must_be_signed_in, must_have_right
from beffroi.kernel.rules import Refusal
from beffroi.participation.groups.access import FORMAL
from beffroi.participation.groups.models import BY_INVITATION, HIDDEN, PUBLIC, Group, Member, Topic
from beffroi.participation.spaces.rules import HIDDEN as NOT_THERE
from beffroi.participation.spaces.rules import must_be_running

MANY = 4  # of the last messages…
LAST = 6  # …so many
WAIT = timedelta(minutes=15)
ALONE = 3  # where so few members are, nobody waits


def member_of(person: Any, group_id: int) -> Member | None:
    """Her row in this group, whatever its state; asked once for each person object."""
    if not person.is_authenticated:
        return None
    kept = person.__dict__.setdefault("_groups", {})
    if group_id not in kept:
        kept[group_id] = Member.objects.filter(group=group_id, voice__account=person.pk).first()
    return kept[group_id]


def forget(person: Any) -> None:
    """Something was just changed: ask again."""
    person.__dict__.pop("_groups", None)


def is_inside(person: Any, group_id: int) -> bool:
    return bool((found := member_of(person, group_id)) and found.is_inside)


def leads(person: Any, group_id: int) -> bool:
    return bool((found := member_of(person, group_id)) and found.is_inside and found.is_facilitator)


def must_know(person: Any, group: Group) -> Refusal | None:
    """A hidden group is there for its members only; one inside a hidden group, for the members of that too."""
    if is_inside(person, group.pk):
        return None
    if group.visibility == HIDDEN:
        return NOT_THERE
    if group.parent and group.parent.is_hidden and not is_inside(person, group.parent_id or 0):
        return NOT_THERE
    return None


def must_read(person: Any, group: Group) -> Refusal | None:
    """What is said in a closed group is for its members."""
    if group.visibility == PUBLIC and group.process.is_public:
        return None
    return must_know(person, group) or (None if is_inside(person, group.pk) else NOT_THERE)


def must_be_member(person: Any, group: Group) -> Refusal | None:
    """Inside, and with the rules of today accepted."""
    found = member_of(person, group.pk)
    join = reverse("groups:join", args=[group.process.slug])
    if found is None or not found.is_inside:
        if found is not None and found.state == Member.ASKED:
            return Refusal("asked", _("You asked to join. A facilitator answers you soon."))
        return Refusal("member", _("Members of the group write here."), join, _("Join the group"))
    if found.charter_number < group.charter_number:
        return Refusal("charter", _("The rules of the group have changed. Read and accept them to go on."), join, _("Read the rules"))
    return None


def may_lead(person: Any, group: Group) -> Refusal | None:
    if leads(person, group.pk):
        return None
    return Refusal("facilitator", _("Only the facilitators of the group may do this."))


def may_create(person: Any, *, formal: bool, at: datetime) -> Refusal | None:
    """Anybody gathers neighbours; what is a council or an association is set up by the town."""
    return must_be_signed_in(person) or must_not_be_paused(person, at) or (must_have_right(person, FORMAL) if formal else None)


def may_join(person: Any, group: Group, at: datetime, *, invited: bool = False) -> Refusal | None:
    if refusal := must_be_running(group.process):
        return refusal
    found = member_of(person, group.pk)
    if found and found.state == Member.OUT:
        return Refusal("out", _("The facilitators asked you to leave this group. Write to them, or to the town."))
    if found and found.is_inside:
        return Refusal("inside", _("You are a member already."))
    if invited:
        return must_be_signed_in(person)
    if refusal := must_know(person, group):
        return refusal
    if group.joining == BY_INVITATION or group.is_hidden:
        return Refusal("invitation", _("One joins this group by invitation. Ask somebody who is in it."))
    return must_be_signed_in(person) or must_not_be_paused(person, at)


def may_leave(person: Any, group: Group) -> Refusal | None:
    """Nobody is held back; but who leads alone hands over first."""
    found = member_of(person, group.pk)
    if found is None or not found.is_inside:
        return Refusal("member", _("You are not a member."))
    if found.is_facilitator and group.members_count > 1 and Member.objects.leading().filter(group=group).count() == 1:
        return Refusal("last", _("You lead this group alone. Name another facilitator before you leave, or close the group."))
    return None


def may_write(person: Any, group: Group, at: datetime) -> Refusal | None:
    """Open a topic, raise a problem."""
    return must_be_running(group.process) or must_be_member(person, group) or must_not_be_paused(person, at)


def may_comment(person: Any, topic: Topic, at: datetime) -> Refusal | None:
    if topic.closed_at:
        return Refusal("closed", _("This topic is closed. It can still be read."))
    return may_write(person, topic.group, at) or must_leave_a_turn(person, topic, at)


def must_leave_a_turn(person: Any, topic: Topic, at: datetime) -> Refusal | None:
    """Fair speaking time: whoever said most of the last messages waits a little, so that others come in."""
    group = topic.group
    if not group.fair_turns or group.members_count <= ALONE or not person.is_authenticated:
        return None
    rows = Message.objects.said().filter(thread__subject_kind="group_topic", thread__subject_id=topic.pk)
    last = list(rows.order_by("-created_at").values_list("voice_id", "created_at")[:LAST])
    mine = [moment for voice, moment in last if voice == person.voice.pk]
    if len(mine) < MANY or at >= mine[0] + WAIT:
        return None
    minutes = max(1, round((mine[0] + WAIT - at).total_seconds() / 60))
    said = gettext("You have said much here just now. Leave a turn to the others: you can go on in %(minutes)d min.") % {"minutes": minutes}
    return Refusal("turn", said)


def may_edit(person: Any, topic: Topic, at: datetime) -> Refusal | None:
    """Its author, or a facilitator."""
    if person.is_authenticated and (topic.voice_id == person.voice.pk or leads(person, topic.group_id)):
        return must_be_running(topic.group.process) or must_be_member(person, topic.group) or must_not_be_paused(person, at)
    return Refusal("author", _("Only its author and the facilitators may change this."))


def may_move(person: Any, topic: Topic, at: datetime) -> Refusal | None:
    """Whoever raised a problem, is responsible for it, or leads the group moves it on."""
    if not topic.is_problem:
        return Refusal("talk", _("This is not a problem to work on."))
    if person.is_authenticated and topic.responsible_id == person.voice.pk:
        return must_be_running(topic.group.process) or must_be_member(person, topic.group)
    return may_edit(person, topic, at)


def may_take_over(person: Any, group: Group) -> Refusal | None:
    """Where nobody leads any more, a member may."""
    if Member.objects.leading().filter(group=group).exists():
        return Refusal("led", _("This group has facilitators. Ask them."))
    return must_be_running(group.process) or must_be_member(person, group)
