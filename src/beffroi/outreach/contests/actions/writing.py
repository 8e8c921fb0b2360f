"""Setting a contest: a draft, then published for good with its rules and the promise of its seed."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.kernel.subjects import Subject
from beffroi.kernel.text import slug
from beffroi.outreach.contests import drawing, regulation
from beffroi.outreach.contests.facts import ContestCancelled, ContestPublished
from beffroi.outreach.contests.models import Contest
from beffroi.outreach.contests.rules import may_run, must_be_draft, must_be_published, must_be_whole


@transaction.atomic
def write(*, person: Account, changes: dict[str, Any], at: datetime, contest: Contest | None = None) -> Contest:
    """A new draft, or other words for one."""
    require(may_run(person))
    contest = _locked(contest) if contest else Contest(created_at=at)
    require(must_be_draft(contest))
    for name, value in changes.items():
        setattr(contest, name, value)
    contest.slug = contest.slug or _free_slug(contest.title)
    contest.version += 1
    contest.save()
    return contest


@transaction.atomic
def discard(*, contest: Contest, person: Account) -> None:
    """A draft that nobody has seen."""
    contest = _locked(contest)
    require(may_run(person), must_be_draft(contest))
    contest.delete()


@transaction.atomic
def publish(*, contest: Contest, person: Account, at: datetime) -> Contest:
    """From now on nothing changes: the rules are kept with their fingerprint, the seed is promised."""
    contest = _locked(contest)
    require(may_run(person), must_be_draft(contest), must_be_whole(contest, at))
    seed = drawing.new_seed()
    contest.state, contest.published_at = Contest.PUBLISHED, at
    contest.rules = regulation.text_of(contest)
    contest.rules_hash = hashlib.sha256(contest.rules.encode()).hexdigest()
    contest.seed, contest.promise = {"seed": seed}, drawing.promise(seed)
    contest.version += 1
    contest.save()
    subject = Subject("contest", contest.pk)
    ledger.append(kind="contest published", subject=subject, data={"rules": contest.rules_hash, "promise": contest.promise}, at=at)
    search.put(subject=subject, title=contest.title, text=contest.text, url=contest.get_absolute_url(), at=at)
    record(ContestPublished(contest_id=contest.pk))
    return contest


@transaction.atomic
def cancel(*, contest: Contest, person: Account, why: str, at: datetime) -> None:
    """It does not take place; those who took part read why on its page."""
    contest = _locked(contest)
    require(may_run(person), must_be_published(contest))
    contest.state, contest.why_cancelled = Contest.CANCELLED, why
    contest.forget_at = at + timedelta(days=contest.keeps_days)
    contest.version += 1
    contest.save()
    record(ContestCancelled(contest_id=contest.pk))


def _locked(contest: Contest) -> Contest:
    return Contest.objects.select_for_update().get(pk=contest.pk)


def _free_slug(title: str) -> str:
    base = slug(title)[:50].strip("-") or "jeu"
    taken = set(Contest.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(name for n in range(1, 10_000) if (name := base if n == 1 else f"{base}-{n}") not in taken)
