from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.kernel import edition, ledger
from beffroi.kernel.facts import record
from beffroi.kernel.html import from_markdown
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.votes import counting
from beffroi.participation.votes.actions.texts import index, locked
from beffroi.participation.votes.facts import VoteConcluded, VoteCounted, VoteEdited
from beffroi.participation.votes.methods.base import Totals, add
from beffroi.participation.votes.models import COUNTED, Outcome, PaperSheet, Question, Vote
from beffroi.participation.votes.rules import may_count, may_edit, may_see_figures


@transaction.atomic
def count(*, vote: Vote, at: datetime, totals: Mapping[str, Totals] | None = None, registered: int = 0) -> Vote:
    """Count a vote that is over. `totals` {question: totals} of what came out of an urn; without, the ballots of the open poll.
    `registered`: how many people are on its roll.

    Who answered what in an open poll is forgotten in the same transaction.
    """
    vote = locked(vote)
    require(may_count(vote, at))
    questions = counting.questions_of(vote)
    settled = counting.settled_sheets(vote) if vote.paper else {}
    vote.registered = registered or vote.registered
    for question in questions:
        online = totals[question.key] if totals is not None else counting.online_totals(question)
        _keep(vote, question, online, settled, at)
    vote.paper_count = sum(sheet.ballots for sheet in settled.values() if sheet is not None)
    if totals is not None:
        rule = counting.method(questions[0])
        vote.ballots_count = rule.cast(totals[questions[0].key])
    vote.state, vote.counted_at, vote.shown_count, vote.version = COUNTED, at, vote.ballots_count, F("version") + 1
    vote.save(update_fields=["state", "counted_at", "paper_count", "ballots_count", "shown_count", "registered", "version"])
    vote.refresh_from_db(fields=["version"])
    vote.ballots.update(voice=None, browser=None)
    hashes = {question.key: question.outcome.result for question in questions}
    ledger.append(kind="vote_counted", subject=vote.subject, data={"rules": vote.rules_hash, "results": counting.hash_of(hashes)}, at=at)
    index(vote, at)
    record(VoteCounted(vote_id=vote.pk, subject=str(vote.subject), title=vote.title, process_id=vote.component.process_id))
    return vote


def _keep(vote: Vote, question: Question, online: Totals, settled: Mapping[str, PaperSheet | None], at: datetime) -> None:
    """The two files of one question, online and paper apart beside them."""
    said, rule = counting.asked(question), counting.method(question)
    paper = counting.paper_totals(question, settled) if settled else {}
    whole = add(online, paper) if paper else online
    source, found = rule.count(said, whole, registered=vote.registered, quorum=vote.quorum)
    values = {"source": source, "result": found, "online": online, "paper": paper, "counted_at": at}
    if rule.needs_ballots:  # the files hold them: once is enough
        values |= {"online": {"cast": rule.cast(online)}, "paper": {"cast": rule.cast(paper)} if paper else {}}
    question.outcome, _created = Outcome.objects.update_or_create(question=question, defaults=values)


@transaction.atomic
def refresh_live(*, vote: Vote, at: datetime) -> bool:
    """Make the figures of an open poll again, where they are shown at once and something changed."""
    if may_see_figures(vote, at) or vote.state == COUNTED:
        return False
    for question in counting.questions_of(vote):
        _keep(vote, question, counting.online_totals(question), {}, at)
    Vote.objects.filter(pk=vote.pk).update(shown_count=vote.ballots_count)
    edition.bump()
    return True


@transaction.atomic
def conclude(*, vote: Vote, person: Any, text: str, at: datetime) -> Vote:
    """What the council decided after the vote, and why; telling it again corrects it."""
    vote = locked(vote)
    if person is not None:
        require(may_edit(person, vote))
    require(
        None if vote.state == COUNTED else Refusal("not_counted", "This vote is not counted."),
        None if text.strip() else Refusal("empty", "Write what was decided."),
    )
    is_first = vote.concluded_at is None
    vote.conclusion, vote.conclusion_html = text.strip(), from_markdown(text)
    vote.version = F("version") + 1
    if is_first:
        vote.concluded_at, vote.concluded_by = at, person.voice if person is not None else None
    vote.save(update_fields=["conclusion", "conclusion_html", "version", "concluded_at", "concluded_by"])
    vote.refresh_from_db(fields=["version"])
    index(vote, at)
    process_id = vote.component.process_id
    if is_first:
        ledger.append(kind="vote_concluded", subject=vote.subject, data={"process": process_id}, at=at)
        record(VoteConcluded(vote_id=vote.pk, subject=str(vote.subject), title=vote.title, process_id=process_id))
    else:
        record(VoteEdited(vote_id=vote.pk, process_id=process_id))
    return vote
