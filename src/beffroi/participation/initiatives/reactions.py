"""What happens after an initiative moved: people are told."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.ground.people.models import Account, Voice
from beffroi.ground.people.rights import rights
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.participation.initiatives import states
from beffroi.participation.initiatives.actions.texts import index, stored_address
from beffroi.participation.initiatives.facts import (
    CommitteeAnswered,
    CommitteeInvited,
    InitiativeAnswered,
    InitiativeMoved,
    InitiativeOpened,
    ShareReached,
    ThresholdReached,
)
from beffroi.participation.initiatives.models import Answer, Initiative, Member, Signature, Step
from beffroi.participation.initiatives.rules import ANSWER, CHECK
from beffroi.participation.spaces.facts import ProcessPublished
from beffroi.participation.spaces.models import TeamMember

BATCH = 500
MOVED = {states.REFUSED: "refused", states.DRAFT: "sent-back", states.EXPIRED: "expired"}


def _initiative(pk: int) -> Initiative | None:
    return Initiative.objects.select_related("component__process", "voice", "type").filter(pk=pk).first()


def _day(moment: datetime | None) -> str:
    with override(settings.LANGUAGE_CODE):
        return date_format(localtime(moment), "DATE_FORMAT") if moment else ""


def _committee(initiative: Initiative) -> list[Voice]:
    return list(Voice.objects.filter(pk__in=initiative.members.filter(state=Member.ACCEPTED).values("voice")))


def team_with(initiative: Initiative, right: str) -> list[Account]:
    """Who holds a right in the town, or in this space."""
    roles = rights[right].roles
    everywhere = Account.objects.filter(is_active=True, grants__role__in=roles)
    here = TeamMember.objects.filter(process_id=initiative.component.process_id, role__in=roles).values("account")
    return list((everywhere | Account.objects.filter(is_active=True, pk__in=here)).distinct())


def in_batches(ids: Iterable[int]) -> Iterator[list[Voice]]:
    batch: list[int] = []
    for voice_id in ids:
        batch.append(voice_id)
        if len(batch) == BATCH:
            yield list(Voice.objects.filter(pk__in=batch))
            batch = []
    if batch:
        yield list(Voice.objects.filter(pk__in=batch))


def _tell(who: Any, kind: str, initiative: Initiative, origin: str, *, url: str = "", **more: Any) -> None:
    params = {"title": initiative.title, "url": url or stored_address(initiative), **more}
    subject = initiative.subject
    tell(voices_or_accounts=who, kind=f"initiatives:{kind}", subject=subject, params=params, origin=origin, at=clock.now())


def desk_address(initiative: Initiative) -> str:
    return reverse("initiatives_desk:one", args=[initiative.component.process_id, initiative.component_id, initiative.pk])


@on(CommitteeInvited)
def tell_the_invited(fact: CommitteeInvited) -> None:
    member = Member.objects.select_related("voice").filter(pk=fact.member_id, state=Member.INVITED).first()
    if member and (row := _initiative(fact.initiative_id)):
        _tell([member.voice], "invited", row, f"initiative-member-{member.pk}", name=row.voice.display_name)


@on(CommitteeAnswered)
def tell_the_author(fact: CommitteeAnswered) -> None:
    member = Member.objects.select_related("voice").filter(pk=fact.member_id).first()
    if member and (row := _initiative(fact.initiative_id)):
        kind = "accepted" if fact.accepted else "declined"
        _tell([row.voice], kind, row, f"initiative-member-{member.pk}-{kind}", name=member.voice.display_name)


@on(InitiativeMoved)
def tell_what_became_of_it(fact: InitiativeMoved) -> None:
    """The committee; and who checks, when there is something to check."""
    row, step = _initiative(fact.initiative_id), Step.objects.filter(pk=fact.step_id).first()
    if row is None or step is None:
        return
    if step.state == states.CHECKING and row.state == states.CHECKING:
        day = _day(row.check_due_at)
        _tell(team_with(row, CHECK), "to-check", row, f"initiative-step-{step.pk}-team", url=desk_address(row), day=day)
    if step.state in MOVED:
        origin, n = f"initiative-step-{step.pk}", row.signatures_count
        _tell(_committee(row), MOVED[step.state], row, origin, why=step.reason[:300], excerpt=step.reason[:300], n=str(n))


@on(InitiativeOpened)
def tell_the_committee(fact: InitiativeOpened) -> None:
    if row := _initiative(fact.initiative_id):
        _tell(_committee(row), "opened", row, f"initiative-opened-{row.pk}", day=_day(row.closes_at))


@on(ShareReached)
def tell_how_far(fact: ShareReached) -> None:
    if row := _initiative(fact.initiative_id):
        _tell(_committee(row), "share", row, f"initiative-share-{row.pk}-{fact.share}", share=f"{fact.share}\u202f%")


@on(ThresholdReached)
def tell_the_threshold(fact: ThresholdReached) -> None:
    """The committee, who answers, and who follows."""
    if row := _initiative(fact.initiative_id):
        day, origin = _day(row.answer_due_at), f"initiative-reached-{row.pk}"
        _tell(_committee(row), "reached", row, origin, day=day)
        _tell(team_with(row, ANSWER), "to-answer", row, f"{origin}-team", url=desk_address(row), day=day)
        params = {"title": row.title, "url": stored_address(row), "day": day}
        tell_followers(subject=row.subject, kind="initiatives:reached-followed", params=params, origin=origin, at=clock.now())


@on(InitiativeAnswered)
def tell_the_answer(fact: InitiativeAnswered) -> None:
    """The committee, those who signed here and those who follow, each once: the origin is the same for all three."""
    row, answer = _initiative(fact.initiative_id), Answer.objects.filter(pk=fact.answer_id).first()
    if row is None or answer is None:
        return
    with override(settings.LANGUAGE_CODE):
        outcome = str(answer.get_outcome_display())
    origin = f"initiative-answer-{answer.pk}"
    _tell(_committee(row), "answered", row, origin, outcome=outcome)
    signed = Signature.objects.filter(initiative=row).exclude(voice=None).order_by("pk").values_list("voice_id", flat=True)
    for voices in in_batches(signed.iterator(chunk_size=BATCH)):
        _tell(voices, "answered-signed", row, origin, outcome=outcome)
    params = {"title": row.title, "url": stored_address(row), "outcome": outcome}
    tell_followers(subject=row.subject, kind="initiatives:answered-signed", params=params, origin=origin, at=clock.now())


@on(ProcessPublished)
def find_its_initiatives(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for row in Initiative.objects.filter(component__process_id=fact.process_id, in_list=True).select_related("component__process"):
        index(row)
