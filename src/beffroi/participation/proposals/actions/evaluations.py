from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beffroi.ground.people.models import Account
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.proposals.actions.texts import ids
from beffroi.participation.proposals.facts import EvaluationAsked
from beffroi.participation.proposals.models import Evaluation, Note, Proposal
from beffroi.participation.proposals.rules import EDIT, may_evaluate
from beffroi.participation.spaces.rules import has_right_in, must_have_right_in


@transaction.atomic
def assign(*, proposal: Proposal, person: Any, service: str, account: Account | None, due_at: datetime | None, at: datetime) -> Evaluation:
    """Ask a service, and perhaps somebody in it, what it thinks, by a date."""
    require(must_have_right_in(person, proposal.component.process, EDIT))
    if account is not None and not has_right_in(account, proposal.component.process, "proposals:proposal:evaluate"):
        require(Refusal("no_right", _("This person may not study proposals. Add her to the team first.")))
    before = Evaluation.objects.filter(proposal=proposal).values_list("account_id", flat=True).first()
    row, _made = Evaluation.objects.update_or_create(
        proposal=proposal, defaults={"service": service[:100], "account": account, "due_at": due_at, "updated_at": at}
    )
    if account is not None and account.pk != before:
        record(EvaluationAsked(**ids(proposal), account_id=account.pk))
    return row


@transaction.atomic
def evaluate(*, proposal: Proposal, person: Any, opinion: str, cost_cents: int | None, at: datetime) -> Evaluation:
    """What a service thinks: private, it prepares the answer."""
    require(may_evaluate(person, proposal))
    if opinion not in dict(Evaluation.OPINIONS):
        require(Refusal("opinion", _("Choose one of the opinions.")))
    row, _made = Evaluation.objects.update_or_create(
        proposal=proposal, defaults={"opinion": opinion, "cost_cents": cost_cents, "updated_at": at}
    )
    return row


@transaction.atomic
def add_note(*, proposal: Proposal, person: Any, text: str, at: datetime) -> Note:
    require(may_evaluate(person, proposal))
    if not text.strip():
        require(Refusal("empty", _("Write something.")))
    return Note.objects.create(proposal=proposal, voice=person.voice, text=text.strip()[:2000], at=at)
