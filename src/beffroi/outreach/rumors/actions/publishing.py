"""The verdict: written by one, read by another, published; corrected in public."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from beffroi.commons.search import actions as search
from beffroi.ground.people.models import Account
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import require
from beffroi.outreach.approvals import actions as approvals
from beffroi.outreach.approvals.models import Approval
from beffroi.outreach.rumors.facts import RumorPublished
from beffroi.outreach.rumors.models import Edition, Rumor
from beffroi.outreach.rumors.rules import may_check, must_be_live, must_be_ready

WORDS = ("claim", "verdict", "headline", "truth", "explanation", "correction")


@transaction.atomic
def save_draft(*, rumor: Rumor, person: Account, values: dict[str, Any], at: datetime) -> Edition:
    """Keep what is written. What a second reader was asked about is a draft again: the words have changed."""
    rumor = Rumor.objects.select_for_update().get(pk=rumor.pk)
    require(may_check(person), must_be_live(rumor))
    edition = rumor.editions.exclude(state=Edition.PUBLISHED).first()
    edition = edition or Edition(rumor=rumor, number=rumor.number + 1, claim=rumor.claim)
    if edition.state == Edition.WAITING:
        approvals.void(subject=rumor.subject)
    for name in WORDS:
        if name in values:
            setattr(edition, name, values[name])
    edition.state, edition.by, edition.written_at = Edition.DRAFT, person, at
    edition.save()
    _stand(rumor, Rumor.RECEIVED, claim=edition.claim if rumor.number == 0 else rumor.claim)
    return edition


@transaction.atomic
def ask_second(*, rumor: Rumor, person: Account, validators: list[Account], at: datetime) -> Approval:
    """Freeze the words with their sources, and ask somebody else to read them."""
    rumor = Rumor.objects.select_for_update().get(pk=rumor.pk)
    require(may_check(person), must_be_live(rumor))
    edition = rumor.editions.filter(state=Edition.DRAFT).first()
    sources = frozen_sources(rumor)
    require(must_be_ready(edition or Edition(rumor=rumor, number=1), len(sources)))
    assert edition
    edition.sources, edition.state, edition.by = sources, Edition.WAITING, edition.by or person
    edition.content_hash = hash_of(edition)
    edition.save()
    _stand(rumor, Rumor.CHECKED)
    return approvals.ask(subject=rumor.subject, content_hash=edition.content_hash, asked_by=person, validators=validators, at=at)


@transaction.atomic
def settle(*, rumor_id: int, outcome: str, at: datetime) -> None:
    """The second reader has spoken: published, or back to its author."""
    rumor = Rumor.objects.select_for_update().get(pk=rumor_id)
    edition = rumor.editions.filter(state=Edition.WAITING).first()
    if edition is None:
        return
    if outcome != Approval.APPROVED:
        edition.state = Edition.DRAFT
        edition.save(update_fields=["state"])
        _stand(rumor, Rumor.RECEIVED)
        return
    _publish(rumor, edition, at)


def _publish(rumor: Rumor, edition: Edition, at: datetime) -> None:
    edition.state, edition.published_at = Edition.PUBLISHED, at
    edition.save(update_fields=["state", "published_at"])
    Rumor.objects.filter(pk=rumor.pk).update(
        state=Rumor.PUBLISHED, claim=edition.claim, verdict=edition.verdict, headline=edition.headline, truth=edition.truth,
        number=edition.number, published_at=rumor.published_at or at, changed_at=at, version=F("version") + 1,
    )  # fmt: skip
    kind = "fact_check_published" if edition.number == 1 else "fact_check_corrected"
    ledger.append(kind=kind, subject=rumor.subject, data={"edition": edition.number, "hash": edition.content_hash}, at=at)
    text = "\n\n".join([edition.truth, edition.claim, edition.explanation])
    search.put(subject=rumor.subject, title=edition.headline, text=text, url=rumor.get_absolute_url(), at=at)
    record(RumorPublished(rumor_id=rumor.pk, edition_id=edition.pk, number=edition.number))


def hash_of(edition: Edition) -> str:
    """Of every word that is published, sources included."""
    said = {name: getattr(edition, name) for name in WORDS} | {"sources": edition.sources}
    return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def frozen_sources(rumor: Rumor) -> list[dict[str, str]]:
    return [
        {
            "title": row.title,
            "url": row.url,
            "publisher": row.publisher,
            "dated": row.dated.isoformat() if row.dated else "",
            "quote": row.quote,
        }
        for row in rumor.sources.all()
    ]


def _stand(rumor: Rumor, state: str, **more: Any) -> None:
    """A published rumour stays so while its correction is written and read."""
    changes: dict[str, Any] = {"version": F("version") + 1, **more}
    if rumor.state != Rumor.PUBLISHED:
        changes["state"] = state
    Rumor.objects.filter(pk=rumor.pk).update(**changes)
