from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from beffroi.kernel import edition
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.proposals.actions.texts import ids, rewrite
from beffroi.participation.proposals.facts import AmendmentAnswered, AmendmentProposed
from beffroi.participation.proposals.models import Amendment, Author, Proposal
from beffroi.participation.proposals.rules import may_amend, may_answer_amendment


@transaction.atomic
def amend(*, proposal: Proposal, person: Any, title: str, text: str, reason: str, at: datetime) -> Amendment:
    """Suggest another wording."""
    require(may_amend(person, proposal, at))
    if (title.strip(), text.strip()) == (proposal.title.strip(), proposal.text.strip()):
        require(Refusal("same", _("Nothing was changed. Change the text, then send it.")))
    number = proposal.versions.aggregate(last=Max("number"))["last"] or 1
    amendment = Amendment.objects.create(
        proposal=proposal, voice=person.voice, base=number, title=" ".join(title.split()), text=text, reason=reason, created_at=at
    )
    Proposal.objects.filter(pk=proposal.pk).update(amendments_count=F("amendments_count") + 1, version=F("version") + 1)
    record(AmendmentProposed(**ids(proposal), amendment_id=amendment.pk))
    return amendment


@transaction.atomic
def accept_amendment(*, amendment: Amendment, person: Any, answer: str, at: datetime) -> Amendment:
    """The wording becomes the text; its author signs too."""
    require(may_answer_amendment(person, amendment, at))
    _close(amendment, Amendment.ACCEPTED, person, answer, at)
    proposal = Proposal.objects.select_for_update(of=("self",)).select_related("component__process").get(pk=amendment.proposal_id)
    why = _("Change suggested by %(name)s: %(reason)s") % {"name": amendment.voice.display_name, "reason": amendment.reason}
    rewrite(proposal, fields={"title": amendment.title, "text": amendment.text}, voice=amendment.voice, at=at, why=why)
    last = proposal.authors.aggregate(last=Max("position"))["last"] or 0
    Author.objects.update_or_create(
        proposal=proposal,
        voice=amendment.voice,
        defaults={"state": Author.SIGNED, "at": at},
        create_defaults={"state": Author.SIGNED, "position": last + 1, "at": at},
    )
    record(AmendmentAnswered(**ids(proposal), amendment_id=amendment.pk, accepted=True))
    return amendment


@transaction.atomic
def decline_amendment(*, amendment: Amendment, person: Any, answer: str, at: datetime) -> Amendment:
    require(may_answer_amendment(person, amendment, at))
    if not answer.strip():
        require(Refusal("reason", _("Say why, in a few words.")))
    _close(amendment, Amendment.DECLINED, person, answer, at)
    record(AmendmentAnswered(**ids(amendment.proposal), amendment_id=amendment.pk, accepted=False))
    return amendment


@transaction.atomic
def withdraw_amendment(*, amendment: Amendment, person: Any, at: datetime) -> Amendment:
    if not person.is_authenticated or person.voice.pk != amendment.voice_id:
        require(Refusal("not_you", _("Only who suggested it may take it back.")))
    _close(amendment, Amendment.WITHDRAWN, person, "", at)
    return amendment


def _close(amendment: Amendment, state: str, person: Any, answer: str, at: datetime) -> None:
    """Once: an UPDATE that must touch exactly one row."""
    if not Amendment.objects.filter(pk=amendment.pk, state=Amendment.OPEN).update(
        state=state, answer=answer.strip()[:500], answered_by=person.voice, answered_at=at
    ):
        require(Refusal("answered", _("This change was already decided.")))
    Proposal.objects.filter(pk=amendment.proposal_id).update(amendments_count=F("amendments_count") - 1, version=F("version") + 1)
    amendment.refresh_from_db()


@transaction.atomic
def set_amendment_hidden(*, amendment: Amendment, hidden: bool, at: datetime) -> None:
    """Moderation took it out of sight, or put it back."""
    was_waiting = amendment.state == Amendment.OPEN and amendment.hidden_at is None
    amendment.hidden_at = at if hidden else None
    amendment.save(update_fields=["hidden_at"])
    waits = amendment.state == Amendment.OPEN and not hidden
    if was_waiting != waits:
        by = 1 if waits else -1
        Proposal.objects.filter(pk=amendment.proposal_id).update(amendments_count=F("amendments_count") + by, version=F("version") + 1)
    edition.bump()
