"""Everyone who contributed is told what became of it: each once, by the reason nearest to her."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from beffroi.commons.notifications.actions import tell, tell_followers
from beffroi.ground.people.models import Voice
from beffroi.kernel import clock
from beffroi.kernel.facts import on
from beffroi.kernel.subjects import Subject
from beffroi.participation.accountability.actions.finding import address, index, subject_of
from beffroi.participation.accountability.facts import DecisionTaken, DecisionUpdated, PromiseAsked, SourcesTaken
from beffroi.participation.accountability.models import Decision, Source
from beffroi.participation.accountability.voices import authors_of, contributors_of, source_voices, supporters_of
from beffroi.participation.spaces.actions import add_happening
from beffroi.participation.spaces.facts import ProcessPublished

BATCH = 500
NEAREST = (Source.ALL, Source.PART, Source.HEARD)  # of two sources of one person, the better news


def _decision(pk: int) -> Decision | None:
    return Decision.objects.select_related("component__process").filter(pk=pk, published_at__isnull=False, hidden_at=None).first()


def _tell(ids: Iterable[int], **news: Any) -> None:
    """In batches, so that a town's worth of people never sits in memory."""
    batch: list[int] = []
    for voice_id in ids:
        batch.append(voice_id)
        if len(batch) == BATCH:
            tell(voices_or_accounts=list(Voice.objects.filter(pk__in=batch)), **news)
            batch = []
    if batch:
        tell(voices_or_accounts=list(Voice.objects.filter(pk__in=batch)), **news)


@on(DecisionTaken)
def tell_what_became_of_it(fact: DecisionTaken) -> None:
    tell_those_concerned(fact.decision_id, clock.now())


@on(SourcesTaken)
def tell_those_who_joined(fact: SourcesTaken) -> None:
    """A contribution was named afterwards: whoever heard already is not told again."""
    if fact.are_new:
        tell_those_concerned(fact.decision_id, clock.now())


def tell_those_concerned(decision_id: int, at: datetime) -> None:
    """Authors of the sources, then who supports or follows them, then all contributors and followers of the process.

    One origin for all: nobody is told twice of one decision.
    """
    decision = _decision(decision_id)
    if decision is None:
        return
    process = decision.component.process
    params = {"title": decision.title, "process": process.title, "url": address(decision), "excerpt": decision.excerpt}
    news: dict[str, Any] = {"subject": subject_of(decision), "origin": f"decision-{decision.pk}", "at": at}
    rows = {Subject(row.subject_kind, row.subject_id): row for row in decision.sources.all()}
    authors = authors_of(rows)
    for part in NEAREST:
        for subject, row in rows.items():
            if row.part == part:
                said = params | {"part": part, "note": row.note}
                _tell(sorted(authors[subject]), kind="accountability:taken", params=said, **news)
    _tell(supporters_of(rows), kind="accountability:supported", params=params, **news)
    _tell(contributors_of(process.pk), kind="accountability:contributed", params=params, **news)
    tell_followers(kind="accountability:followed", params=params, **(news | {"subject": Subject("process", process.pk)}))


@on(DecisionTaken)
def write_the_timeline(fact: DecisionTaken) -> None:
    """The process remembers it."""
    decision = _decision(fact.decision_id)
    if decision is not None and decision.published_at is not None:
        add_happening(
            process=decision.component.process, title=fact.headline()[:200], at=decision.published_at, url=address(decision),
            origin=f"decision-{decision.pk}",
        )  # fmt: skip


@on(DecisionUpdated)
def tell_the_news(fact: DecisionUpdated) -> None:
    """Authors of the sources, who supports the decision, who follows it."""
    decision = _decision(fact.decision_id)
    if decision is None:
        return
    subject = subject_of(decision)
    params = {"title": decision.title, "news": fact.update_title, "url": f"{address(decision)}#n{fact.update_id}"}
    news: dict[str, Any] = {"subject": subject, "params": params, "origin": f"decision-news-{fact.update_id}", "at": clock.now()}
    _tell(sorted(source_voices(decision)), kind="accountability:news-own", **news)
    _tell(supporters_of([subject]), kind="accountability:news", **news)
    tell_followers(kind="accountability:news", **news)


@on(PromiseAsked)
def ask_whether_kept(fact: PromiseAsked) -> None:
    decision = _decision(fact.decision_id)
    if decision is not None:
        _tell(
            sorted(source_voices(decision)), kind="accountability:asked", subject=subject_of(decision),
            params={"title": decision.title, "url": f"{address(decision)}promesse/"}, origin=f"decision-promise-{decision.pk}", at=clock.now(),
        )  # fmt: skip


@on(ProcessPublished)
def find_its_decisions(fact: ProcessPublished) -> None:
    """What was a draft can be found now."""
    for decision in Decision.objects.filter(component__process_id=fact.process_id).select_related("component__process"):
        index(decision, clock.now())
