"""Members hear what happens in their group; nobody else does."""

from collections.abc import Iterable
from typing import Any

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.groups import states
from beffroi.participation.groups.addresses import group_url, topic_url
from beffroi.participation.groups.facts import (
    CharterChanged,
    FacilitatorNamed,
    MemberLeft,
    MembershipAsked,
    MembershipDecided,
    ProblemMoved,
    TopicOpened,
)
from beffroi.participation.groups.models import Group, Member, Step, Topic

BATCH = 500


def _group(pk: int) -> Group | None:
    return Group.objects.select_related("process").filter(pk=pk).first()


def _members(group: Group, *, leading: bool = False, but: int | None = None) -> Iterable[list[int]]:
    """Voices of those inside, in batches."""
    rows = Member.objects.leading() if leading else Member.objects.inside()
    ids = list(rows.filter(group=group).exclude(voice=but).order_by("voice").values_list("voice_id", flat=True))
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def tell_members(group: Group, kind: str, params: dict[str, Any], origin: str, *, leading: bool = False, but: int | None = None) -> None:
    words = {"group": group.process.title, "url": group_url(group)} | params
    for voices in _members(group, leading=leading, but=but):
        tell(voices_or_accounts=voices, kind=kind, subject=group.subject, params=words, origin=origin, at=clock.now())


@on(MembershipAsked)
def tell_the_facilitators(fact: MembershipAsked) -> None:
    member = Member.objects.select_related("voice", "group__process").filter(pk=fact.member_id, state=Member.ASKED).first()
    if member:
        params = {"name": member.voice.display_name, "url": group_url(member.group, "lead"), "excerpt": member.answer}
        tell_members(member.group, "groups:asked", params, f"group-asked-{member.pk}-{member.asked_at.isoformat()}", leading=True)


@on(MembershipDecided)
def tell_who_asked(fact: MembershipDecided) -> None:
    if group := _group(fact.group_id):
        kind = "groups:accepted" if fact.accepted else "groups:declined"
        _tell_one(group, fact.voice_id, kind, f"group-decided-{group.pk}-{fact.asked_at}")


@on(MemberLeft)
def tell_who_was_asked_to_leave(fact: MemberLeft) -> None:
    """With the reason; whoever left by herself knows it. Without the group as subject: it may be hidden from her now."""
    member = Member.objects.filter(group=fact.group_id, voice=fact.voice_id, state=Member.OUT).first()
    if member and (group := _group(fact.group_id)):
        _tell_one(group, fact.voice_id, "groups:out", f"group-out-{member.pk}-{member.joined_at}", excerpt=member.reason, secret=True)


@on(FacilitatorNamed)
def tell_who_leads(fact: FacilitatorNamed) -> None:
    member = Member.objects.leading().filter(group=fact.group_id, voice=fact.voice_id).first()
    if member and (group := _group(fact.group_id)):
        _tell_one(group, fact.voice_id, "groups:facilitator", f"group-leads-{member.pk}")


def _tell_one(group: Group, voice_id: int, kind: str, origin: str, *, excerpt: str = "", secret: bool = False) -> None:
    voice = Voice.objects.filter(pk=voice_id).first()
    params = {"group": group.process.title, "excerpt": excerpt} | ({} if secret else {"url": group_url(group)})
    if voice:
        tell(voices_or_accounts=[voice], kind=kind, subject=None if secret else group.subject, params=params, origin=origin, at=clock.now())


@on(CharterChanged)
def tell_the_rules(fact: CharterChanged) -> None:
    if (group := _group(fact.group_id)) and fact.number > 1:
        tell_members(group, "groups:charter", {"url": group_url(group, "join")}, f"group-charter-{group.pk}-{fact.number}")


@on(TopicOpened)
def tell_the_topic(fact: TopicOpened) -> None:
    topic = Topic.objects.select_related("group__process", "voice").filter(pk=fact.topic_id, hidden_at=None).first()
    if topic:
        name = topic.group.process.title if topic.is_of_group else topic.voice.display_name
        params = {"name": name, "title": topic.title, "excerpt": topic.excerpt, "url": topic_url(topic)}
        tell_members(topic.group, "groups:topic", params, f"group-topic-{topic.pk}", but=topic.voice_id)


@on(ProblemMoved)
def tell_the_step(fact: ProblemMoved) -> None:
    """Those who follow the problem; and who takes care of it from now on."""
    step = Step.objects.select_related("topic__group__process", "responsible").filter(pk=fact.step_id).first()
    if step is None:
        return
    topic, at = step.topic, clock.now()
    params = {
        "title": topic.title, "group": topic.group.process.title, "state": str(states.LABELS[step.state]), "excerpt": step.note[:200],
        "url": topic_url(topic),
    }  # fmt: skip
    if step.responsible and step.responsible_id != step.voice_id:
        tell(
            voices_or_accounts=[step.responsible], kind="groups:responsible", subject=topic.subject, params=params,
            origin=f"group-responsible-{step.pk}", at=at,
        )  # fmt: skip
    tell_followers(
        subject=topic.subject, kind="groups:problem", params=params, origin=f"group-step-{step.pk}", at=at, except_voice=step.voice_id
    )
