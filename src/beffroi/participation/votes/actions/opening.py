from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.votes import counting
from beffroi.participation.votes.actions import urn
from beffroi.participation.votes.actions.texts import index, locked
from beffroi.participation.votes.facts import VoteFrozen, VoteOpened, VoteStopped
from beffroi.participation.votes.models import OPEN, READY, STOPPED, Vote
from beffroi.participation.votes.rules import may_edit, missing, must_be_draft


@transaction.atomic
def freeze(*, vote: Vote, person: Any, at: datetime) -> Vote:
    """Fix the rules: from now on nothing that counts changes. Their hash goes into the ledger, the lot is drawn from it."""
    vote = locked(vote)
    if person is not None:
        require(may_edit(person, vote))
    require(must_be_draft(vote))
    lacking = missing(vote, at)
    require(Refusal("incomplete", " ".join(lacking)) if lacking else None)
    questions = counting.questions_of(vote)
    vote.rules_hash = counting.hash_of(counting.rules_of(vote, questions))
    vote.state, vote.frozen_at = READY, at
    vote.version = F("version") + 1
    vote.save(update_fields=["rules_hash", "state", "frozen_at", "version"])
    vote.refresh_from_db(fields=["version"])
    for question in questions:
        question.lot = counting.lot_of(vote.rules_hash, counting.asked(question))
        question.save(update_fields=["lot"])
    if vote.mode != OPEN:
        urn.prepare(vote, questions, at)
    ledger.append(kind="vote_frozen", subject=vote.subject, data={"rules": vote.rules_hash}, at=at)
    index(vote, at)
    record(VoteFrozen(vote_id=vote.pk, process_id=vote.component.process_id))
    return vote


@transaction.atomic
def tell_opening(*, vote: Vote, at: datetime) -> bool:
    """Once, when its hour has come."""
    vote = locked(vote)
    if not vote.is_open(at) or vote.opened_at is not None:
        return False
    vote.opened_at, vote.version = at, F("version") + 1
    vote.save(update_fields=["opened_at", "version"])
    record(VoteOpened(vote_id=vote.pk, subject=str(vote.subject), title=vote.title, process_id=vote.component.process_id))
    return True


@transaction.atomic
def stop(*, vote: Vote, person: Any, reason: str, at: datetime) -> Vote:
    """End a vote that went wrong, with a reason that everybody reads; nothing of it is counted."""
    vote = locked(vote)
    if person is not None:
        require(may_edit(person, vote))
    require(
        None if vote.state == READY else Refusal("not_open", _("This vote is not under way.")),
        None if reason.strip() else Refusal("empty", _("Say why: everybody will read it.")),
        urn.must_not_have_begun(vote),
    )
    urn.give_up(vote, at)
    vote.state, vote.stopped_reason, vote.version = STOPPED, reason.strip(), F("version") + 1
    vote.save(update_fields=["state", "stopped_reason", "version"])
    vote.refresh_from_db(fields=["version"])
    vote.ballots.update(voice=None, browser=None)
    ledger.append(kind="vote_stopped", subject=vote.subject, data={"rules": vote.rules_hash}, at=at)
    record(VoteStopped(vote_id=vote.pk, process_id=vote.component.process_id))
    return vote
