from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.promises import actions as promises
from beffroi.commons.supports import actions as supports
from beffroi.commons.supports.models import Support
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.participation.questions.actions.asking import belongs_in_list, copy_due, count_in_process, ids, index
from beffroi.participation.questions.actions.moving import locked
from beffroi.participation.questions.facts import MergingUndone, QuestionsMerged
from beffroi.participation.questions.models import Merging, Question
from beffroi.participation.questions.rules import SORT, may_sort, may_undo, must_be_there, must_have

MOST = 20


@transaction.atomic
def merge(*, target: Question, sources: Sequence[Question], person: Any, reason: str, at: datetime) -> Merging:
    """Similar questions become one: it has the supporters and followers of all, and names everybody who asked."""
    target = locked(target)
    require(may_sort(person, target))
    rows = list(
        Question.objects.select_for_update(of=("self",))
        .select_related("component__process", "addressee")
        .filter(pk__in={row.pk for row in sources} - {target.pk})
        .order_by("pk")
    )
    if not 1 <= len(rows) <= MOST:
        require(Refusal("few", _("Choose between one and %(many)d other questions.") % {"many": MOST}))
    if not reason.strip():
        require(Refusal("reason", _("Say why: the askers will read it.")))
    for row in rows:
        require(must_be_there(row), must_have(person, row, SORT))
        if not row.waits:
            require(Refusal("answered", _("“%(title)s” no longer waits for an answer.") % {"title": row.title}))
        row.merged_into = target
        _write(row)
        promises.void(subject=row.subject, at=at)
        count_in_process(row, -1)
        index(row)
    supports.union_supports(sources=[row.subject for row in rows], target=target.subject, at=at)
    Question.objects.filter(pk=target.pk).update(merged_count=F("merged_count") + len(rows), version=F("version") + 1)
    merging = Merging.objects.create(target=target, reason=reason.strip()[:500], voice=person.voice, at=at)
    merging.sources.set(rows)
    ledger.append(
        kind="questions:question:merged", subject=target.subject, data={"merging": merging.pk, "sources": [row.pk for row in rows]}, at=at
    )
    record(QuestionsMerged(**ids(target), merging_id=merging.pk, source_ids=[row.pk for row in rows]))
    return merging


@transaction.atomic
def undo(*, merging: Merging, person: Any, at: datetime) -> Merging:
    """Put it back as it was. Supports given to the common question meanwhile stay there, and go to each source: it said the same."""
    merging = Merging.objects.select_for_update(of=("self",)).select_related("target__component__process").get(pk=merging.pk)
    require(may_undo(person, merging, at))
    target, rows = merging.target, list(merging.sources.select_related("component__process", "addressee").order_by("pk"))
    direct = list(Support.objects.about(target.subject).filter(from_kind="", created_at__gte=merging.at).select_related("voice"))
    supports.undo_union(sources=[row.subject for row in rows], target=target.subject, at=at)
    for row in rows:
        row.merged_into = None
        _write(row)
        for support in direct:
            supports.support_from_elsewhere(subject=row.subject, voice=support.voice, at=at, origin_channel=support.origin_channel)
        row.refresh_from_db()
        clock = promises.reopen(subject=row.subject, at=at)
        copy_due(row, clock.due_at if clock else None, at)
        count_in_process(row, 1 if row.in_list else 0)
        index(row)
    Question.objects.filter(pk=target.pk).update(merged_count=F("merged_count") - len(rows), version=F("version") + 1)
    merging.undone_at = at
    merging.save(update_fields=["undone_at"])
    ledger.append(kind="questions:merging:undone", subject=target.subject, data={"merging": merging.pk}, at=at)
    record(MergingUndone(**ids(target), merging_id=merging.pk))
    return merging


def _write(row: Question) -> None:
    row.in_list, row.version = belongs_in_list(row), F("version") + 1
    row.save(update_fields=["merged_into", "in_list", "version"])
    row.refresh_from_db(fields=["version"])
