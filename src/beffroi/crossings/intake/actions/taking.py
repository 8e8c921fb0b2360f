from datetime import datetime

from django.db import transaction

from beffroi.channels.base.models import Heard
from beffroi.channels.base.types import author_key
from beffroi.commons.conversations import actions as conversations
from beffroi.commons.conversations.models import Message, Thread
from beffroi.commons.moderation import actions as moderation
from beffroi.commons.moderation.models import Case, Rule
from beffroi.crossings.intake import places, wording
from beffroi.crossings.intake.actions.holding import admit, hold, release
from beffroi.crossings.intake.models import Held
from beffroi.crossings.intake.rules import (
    is_known,
    is_of_the_town,
    key,
    may_take,
    must_be_discussed,
    must_be_public,
    must_be_usable,
    must_not_stand_already,
)
from beffroi.ground.people.actions import known_voice
from beffroi.ground.people.models import Account, Voice
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.outreach.origins import actions as origins
from beffroi.outreach.origins import queries
from beffroi.participation.proposals import actions as proposals
from beffroi.participation.proposals.models import Proposal
from beffroi.participation.questions import actions as questions
from beffroi.participation.questions.models import Addressee, Question
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_be_open


@transaction.atomic
def take_in(*, heard: Heard, at: datetime) -> Message | None:
    """By itself: a public answer under a publication about something that can be discussed now.

    Somebody looks first at those whom nobody knows, and at words that may tell something private.
    """
    if not queries.setting().is_automatic or must_be_public(heard) or must_be_usable(heard, at) or is_of_the_town(heard):
        return None
    about = queries.subject_of(heard)
    where = places.destination(about, at) if about else None
    if where is None:
        return None
    if not is_known(heard, at) or wording.private(heard):
        hold(heard=heard, subject=where, at=at)
        return None
    return contribute(heard=heard, subject=where, at=at)


@transaction.atomic
def contribute(*, heard: Heard, subject: Subject, at: datetime, by: Account | None = None) -> Message:
    """A message of the thread about a subject, by the voice of its author, with the way to the original."""
    require(
        may_take(by) if by else None, must_be_public(heard), must_be_usable(heard, at), must_be_discussed(subject, at),
        must_not_stand_already(heard) if by else None,
    )  # fmt: skip
    thread = conversations.thread_of(subject)
    message = conversations.send(
        voice=_voice(heard, at),
        text=wording.said(heard),
        at=min(heard.sent_at, at),
        thread=thread,
        parent=_parent(heard, thread),
        origin=key(heard),
        origin_channel=heard.account.kind,
        origin_address=heard.url,
        language=(heard.language or "fr")[:2].lower(),
    )
    card = subject.card()
    origins.became(heard=heard, subject=message.subject, at=at, by=by, title=card.title if card else "")
    return message


@transaction.atomic
def show(*, held: Held, by: Account, at: datetime) -> None:
    """Somebody has looked: shown, and so is what its author says from now on."""
    heard = held.heard
    admit(heard=heard, by=by, at=at)
    if release(held=held, at=at):
        contribute(heard=heard, subject=held.subject, at=at)


@transaction.atomic
def propose(*, heard: Heard, component: Component, title: str, text: str, by: Account, at: datetime) -> Proposal:
    """A proposal in the name of who wrote it, in words that the team made ready."""
    require(may_take(by), must_be_public(heard), must_be_usable(heard, at), must_be_open(component, "propose", at))
    proposal, _made = proposals.import_proposal(
        component=component, title=title, text=text, voice=_voice(heard, at), origin=key(heard), at=at, channel=heard.account.kind,
        address=heard.url, language=(heard.language or "fr")[:2].lower(), told=True,
    )  # fmt: skip
    origins.became(heard=heard, subject=Subject("proposal", proposal.pk), at=at, by=by)
    return proposal


@transaction.atomic
def ask(*, heard: Heard, to: Addressee, title: str, text: str, by: Account, at: datetime) -> Question:
    """A public question in the name of who asked it; the promise of an answer begins."""
    require(may_take(by), must_be_public(heard), must_be_usable(heard, at))
    question = questions.ask(
        component=None, to=to, title=title, text=text, voice=_voice(heard, at), origin=key(heard), origin_channel=heard.account.kind,
        origin_address=heard.url, language=(heard.language or "fr")[:2].lower(), at=at,
    )  # fmt: skip
    origins.became(heard=heard, subject=Subject("question", question.pk), at=at, by=by)
    return question


@transaction.atomic
def open_case(*, heard: Heard, rule: Rule, reason: str, text: str, by: Account, at: datetime) -> Case:
    """To the moderators, with the rule that it may break. Its author is told when, and if, something is decided."""
    require(may_take(by))
    cited = f"{rule.number}. {rule.title}"
    flag = moderation.flag(subject=Subject("heard", heard.pk), person=by, reason=reason, text=f"{cited}\n\n{text}".strip(), at=at)
    origins.became(heard=heard, subject=Subject("heard", heard.pk), at=at, by=by, say=False)
    return flag.case


def _voice(heard: Heard, at: datetime) -> Voice:
    return known_voice(channel=heard.account.kind, address=author_key(heard), name=heard.author_name or heard.author_address, at=at)


def _parent(heard: Heard, thread: Thread) -> Message | None:
    """What it answers, if that stands in the same thread."""
    if not heard.in_reply_to:
        return None
    above = Heard.objects.filter(account=heard.account_id, remote_id=heard.in_reply_to).first()
    return Message.objects.filter(origin=key(above), thread=thread, removed_at=None).first() if above else None
