from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from beffroi.commons.supports import actions as supports
from beffroi.commons.supports.models import Support
from beffroi.kernel import ledger
from beffroi.kernel.facts import record
from beffroi.kernel.rules import Refusal, require
from beffroi.kernel.subjects import Subject
from beffroi.participation.proposals.actions.texts import belongs_in_list, ids, index, must_be_complete, write
from beffroi.participation.proposals.facts import ProposalsMerged, ProposalSplit, ReshapingUndone
from beffroi.participation.proposals.models import Author, Proposal, Reshaping, Version
from beffroi.participation.proposals.rules import MERGE, may_undo, must_be_there
from beffroi.participation.spaces.actions import count_contributions
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.rules import must_have_right_in

FEWEST, MOST = 2, 20


@dataclass(frozen=True)
class Part:
    """One of the proposals that a split makes."""

    title: str
    text: str


def subject_of(proposal: Proposal) -> Subject:
    return Subject("proposal", proposal.pk)


@transaction.atomic
def merge(
    *, component: Component, person: Any, proposals: Sequence[Proposal], title: str, text: str, reason: str, at: datetime
) -> Proposal:
    """Make one proposal of several. Its authors are all of theirs, its supports the union of theirs; they keep their pages."""
    require(must_have_right_in(person, component.process, MERGE))
    sources = list(
        Proposal.objects.select_for_update(of=("self",))
        .filter(component=component, pk__in=[p.pk for p in proposals])
        .order_by("published_at", "pk")
    )
    if not FEWEST <= len(sources) <= MOST:
        require(Refusal("few", _("Choose between %(few)d and %(many)d proposals of this page.") % {"few": FEWEST, "many": MOST}))
    _require_reshapable(component, sources, reason)
    first = sources[0]
    target = _make(component, first, title, text, at)
    _sign(target, sources, at)
    for source in sources:
        source.merged_into = target
        _leave_list(source, at)
    supports.union_supports(sources=[subject_of(source) for source in sources], target=subject_of(target), at=at)
    imported = max(source.imported_supports for source in sources)  # perhaps the same people: never add them up
    if imported:
        Proposal.objects.filter(pk=target.pk).update(imported_supports=imported, supports_count=F("supports_count") + imported)
    target.refresh_from_db()
    target.component = component
    reshaping = _keep(component, Reshaping.MERGE, reason, person, sources, [target], at)
    count_contributions(process_id=component.process_id, by=1 - len(sources))
    index(target, at)
    record(ProposalsMerged(**ids(target), reshaping_id=reshaping.pk, source_ids=[source.pk for source in sources]))
    return target


@transaction.atomic
def split(*, proposal: Proposal, person: Any, parts: Sequence[Part], reason: str, at: datetime) -> list[Proposal]:
    """Make several proposals of one. Each has all its authors; its supports stay on it until people give them again."""
    component = proposal.component
    require(must_have_right_in(person, component.process, MERGE))
    if not FEWEST <= len(parts) <= MOST:
        require(Refusal("few", _("A split makes at least two proposals.")))
    source = Proposal.objects.select_for_update(of=("self",)).get(pk=proposal.pk)
    _require_reshapable(component, [source], reason)
    made = []
    for part in parts:
        child = _make(component, source, part.title, part.text, at)
        child.split_from = source
        child.save(update_fields=["split_from"])
        _sign(child, [source], at)
        index(child, at)
        made.append(child)
    source.split_at = at
    _leave_list(source, at)
    reshaping = _keep(component, Reshaping.SPLIT, reason, person, [source], made, at)
    count_contributions(process_id=component.process_id, by=len(made) - 1)
    record(ProposalSplit(**ids(source), reshaping_id=reshaping.pk, result_ids=[child.pk for child in made]))
    return made


@transaction.atomic
def undo(*, reshaping: Reshaping, person: Any, at: datetime) -> Reshaping:
    """Put it back as it was. Supports and words given meanwhile stay: a merge gives its new supports to each source."""
    require(may_undo(person, reshaping, at))
    if not Reshaping.objects.filter(pk=reshaping.pk, undone_at=None).update(undone_at=at):
        require(Refusal("undone", _("This was already undone.")))
    component = reshaping.component
    sources, results = list(reshaping.sources.all()), list(reshaping.results.all())
    for source in sources:
        if reshaping.kind == Reshaping.MERGE:
            _give_back(source, results, at)
            source.merged_into = None
        source.split_at = None
        source.component = component
        source.in_list, source.version = belongs_in_list(source), F("version") + 1
        source.save(update_fields=["merged_into", "split_at", "in_list", "version"])
        source.refresh_from_db(fields=["version"])
        index(source, at)
    for result in results:
        result.component = component
        result.withdrawn_at, result.withdrawn_why = at, _("The merge or the split was undone.")
        _leave_list(result, at)
    count_contributions(process_id=component.process_id, by=len(sources) - len(results))
    record(ReshapingUndone(reshaping_id=reshaping.pk, process_id=component.process_id))
    reshaping.refresh_from_db()
    ledger.append(
        kind="proposals:reshaping:undone", subject=Subject("process", component.process_id), data={"reshaping": reshaping.pk}, at=at
    )
    return reshaping


def _give_back(source: Proposal, results: Sequence[Proposal], at: datetime) -> None:
    """Supports that were given to the common proposal itself go to each of those it was made of: it said the same."""
    direct = Support.objects.filter(subject_kind="proposal", subject_id__in=[result.pk for result in results], from_kind="")
    for row in direct.select_related("voice"):
        supports.support_from_elsewhere(subject=subject_of(source), voice=row.voice, at=at, origin_channel=row.origin_channel)
    source.refresh_from_db()


def _require_reshapable(component: Component, sources: Sequence[Proposal], reason: str) -> None:
    if not reason.strip():
        require(Refusal("reason", _("Say why: the authors will read it.")))
    for source in sources:
        source.component = component
        require(must_be_there(source))
        if source.answered_at:
            require(Refusal("answered", _("“%(title)s” was already answered.") % {"title": source.title}))


def _make(component: Component, like: Proposal, title: str, text: str, at: datetime) -> Proposal:
    """A published proposal with the place, picture and topic of another; its first author too."""
    made = Proposal(
        component=component, voice=like.voice, is_official=like.is_official, language=like.language, created_at=at, published_at=at, in_list=True,
        answer_due_at=like.answer_due_at, state=like.state, saved_at=at,
    )  # fmt: skip
    fields = {name: getattr(like, name) for name in ("district", "place", "longitude", "latitude", "image", "topic")}
    write(made, {**fields, "title": title, "text": text})
    require(must_be_complete(made))
    made.save()
    Version.objects.create(proposal=made, number=1, title=made.title, text=made.text, voice=like.voice, at=at)
    return made


def _sign(target: Proposal, sources: Sequence[Proposal], at: datetime) -> None:
    """Everybody who signs one of the sources signs the target."""
    found = Author.objects.filter(proposal__in=sources, state=Author.SIGNED).order_by("proposal__published_at", "position", "pk")
    voices = dict.fromkeys([source.voice_id for source in sources]) | dict.fromkeys(found.values_list("voice_id", flat=True))
    ordered = [target.voice_id, *(voice_id for voice_id in voices if voice_id != target.voice_id)]
    Author.objects.bulk_create(
        Author(proposal=target, voice_id=voice_id, position=position, at=at) for position, voice_id in enumerate(ordered)
    )


def _leave_list(proposal: Proposal, at: datetime) -> None:
    proposal.in_list, proposal.version = False, F("version") + 1
    proposal.save(update_fields=["in_list", "version", "merged_into", "split_at", "withdrawn_at", "withdrawn_why"])
    proposal.refresh_from_db(fields=["version"])
    index(proposal, at)


def _keep(
    component: Component, kind: str, reason: str, person: Any, sources: Sequence[Proposal], results: Sequence[Proposal], at: datetime
) -> Reshaping:
    row = Reshaping.objects.create(component=component, kind=kind, reason=reason.strip()[:500], voice=person.voice, at=at)
    row.sources.set(sources)
    row.results.set(results)
    data = {"reshaping": row.pk, "sources": [p.pk for p in sources], "results": [p.pk for p in results]}
    ledger.append(kind=f"proposals:proposal:{kind}", subject=Subject("process", component.process_id), data=data, at=at)
    return row
