from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.kernel import edition, html, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.actions.texts import stored_address
from beffroi.participation.proposals.facts import ProposalAnswered
from beffroi.participation.proposals.models import Answer, Proposal, Signatory, State
from beffroi.participation.proposals.rules import may_answer
from beffroi.participation.spaces import editing
from beffroi.participation.spaces.actions import add_happening


@transaction.atomic
def answer(
    *, proposal: Proposal, person: Any, state: State, text: str, at: datetime, shown_at: datetime | None = None,
    cost_cents: int | None = None, period: str = "", signatories: Sequence[tuple[str, str]] = (), seen: int | None = None,
) -> Answer:  # fmt: skip
    """Write or correct the official answer. Shown at once, or later at `shown_at`: until then only the team reads it."""
    require(may_answer(person, proposal))
    if state.component_id != proposal.component_id:
        require(Refusal("state", _("This state belongs to another page.")))
    if not text.strip():
        require(Refusal("reasons", _("Give the reasons: people want to know why.")))
    shown_at = max(shown_at, at) if shown_at else at
    row = Answer.objects.select_for_update(of=("self",)).filter(proposal=proposal).first()
    if row is None:
        row = Answer.objects.create(
            proposal=proposal, state=state, text=text, html=html.from_markdown(text), cost_cents=cost_cents, period=period,
            voice=person.voice, decided_at=at, shown_at=shown_at,
        )  # fmt: skip
    else:
        mine = {"state": state, "text": text, "cost_cents": cost_cents, "period": period}
        writes = editing.merge(kind="answer", row=row, seen=row.edits if seen is None else seen, mine=mine)
        row.html = html.from_markdown(writes.get("text", row.text))
        if not row.told_at:
            row.shown_at = shown_at
        editing.apply(
            kind="answer", row=row, process=proposal.component.process, writes=writes, person=person, at=at, derived=("html", "shown_at")
        )
        row.save(update_fields=["shown_at", "html"])
        if row.told_at and "state" in writes:
            _set_state(proposal, state, row.shown_at)
            ledger.append(
                kind="proposals:answer:corrected",
                subject=Subject("proposal", proposal.pk),
                data={"answer": row.pk, "state": state.token},
                at=at,
            )
    row.signatories.all().delete()
    Signatory.objects.bulk_create(
        Signatory(answer=row, name=name[:80], mandate=mandate[:100], position=position)
        for position, (name, mandate) in enumerate(signatories)
    )
    if row.is_shown(at):
        _show(row, at)
    edition.bump()
    return row


def show_due_answers(*, at: datetime) -> int:
    """Show what was decided and whose time has come; a late start catches up."""
    due = (
        Answer.objects.filter(told_at=None, shown_at__lte=at)
        .select_related("proposal__component__process", "state")
        .order_by("shown_at", "pk")
    )
    count = 0
    for row in due:
        with transaction.atomic():
            count += _show(row, at)
    return count


def _show(row: Answer, at: datetime) -> bool:
    """Once: an UPDATE that must touch exactly one row."""
    if not Answer.objects.filter(pk=row.pk, told_at=None).update(told_at=at):
        return False
    row.told_at = at
    proposal, state = row.proposal, row.state
    _set_state(proposal, state, row.shown_at)
    subject = Subject("proposal", proposal.pk)
    record(
        ProposalAnswered(
            subject=str(subject),
            title=proposal.title,
            process_id=proposal.component.process_id,
            proposal_id=proposal.pk,
            component_id=proposal.component_id,
            state=state.token,
            counts_as=state.counts_as,
        )  # fmt: skip
    )
    ledger.append(kind="proposals:answer:shown", subject=subject, data={"answer": row.pk, "state": state.token}, at=at)
    add_happening(
        process=proposal.component.process,
        title=_("The town answered “%(title)s”: %(state)s.") % {"title": proposal.title[:110], "state": state.title.lower()},
        url=stored_address(proposal),
        at=row.shown_at,
        origin=f"proposal-answered-{proposal.pk}",
    )
    return True


def _set_state(proposal: Proposal, state: State, shown_at: datetime) -> None:
    Proposal.objects.filter(pk=proposal.pk).update(state=state, answered_at=shown_at, version=F("version") + 1)
    proposal.refresh_from_db(fields=["state", "answered_at", "version"])
