"""Reading topics and links."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from beffroi.commons.topics.models import Link, Tag, Tagging
from beffroi.commons.topics.types import link_kinds
from beffroi.kernel.subjects import Card, Subject, cards_of


@dataclass(frozen=True)
class TagLabel:
    """A topic as a list shows it."""

    name: str
    slug: str
    colour: str


@dataclass(frozen=True)
class LinkGroup:
    """The things related to a subject in one way, under their heading."""

    label: Any
    cards: list[Card]


def tags_of(subjects: Collection[Subject]) -> dict[Subject, list[TagLabel]]:
    """The topics of each subject, by name, in one query; every subject has an entry."""
    found: dict[Subject, list[TagLabel]] = {subject: [] for subject in subjects}
    by_kind: dict[str, list[int]] = {}
    for subject in found:
        by_kind.setdefault(subject.kind, []).append(subject.id)
    if not by_kind:
        return found
    which = Q()
    for kind, ids in by_kind.items():
        which |= Q(subject_kind=kind, subject_id__in=ids)
    rows = Tagging.objects.filter(which, tag__hidden_at=None).order_by("tag__name")
    for kind, pk, name, slug, colour in rows.values_list("subject_kind", "subject_id", "tag__name", "tag__slug", "tag__colour"):
        found[Subject(kind, pk)].append(TagLabel(name, slug, colour))
    return found


def is_linked(kind: str) -> Exists:
    """To annotate rows of this kind: whether `links_of` would find anything, so that pages need not ask."""
    as_source, as_target = Q(source_kind=kind, source_id=OuterRef("pk")), Q(target_kind=kind, target_id=OuterRef("pk"))
    return Exists(Link.objects.filter(as_source | as_target))


def links_of(subject: Subject) -> list[LinkGroup]:
    """What is related to a subject, both ways, under headings; what is not public is left out."""
    rows = Link.objects.filter(
        Q(source_kind=subject.kind, source_id=subject.id) | Q(target_kind=subject.kind, target_id=subject.id)
    ).order_by("pk")[:200]
    sides: dict[tuple[int, int, str], list[Subject]] = {}
    for row in rows:
        if row.kind not in link_kinds:
            continue
        is_source = row.source == subject
        sides.setdefault((link_kinds[row.kind].order, int(not is_source), row.kind), []).append(row.target if is_source else row.source)
    cards = cards_of({other for others in sides.values() for other in others})
    groups = []
    for (_order, is_back, kind), others in sorted(sides.items()):
        shown = [card for other in others if (card := cards.get(other)) and card.is_public]
        if shown:
            groups.append(LinkGroup(link_kinds[kind].back_label if is_back else link_kinds[kind].label, shown))
    return groups


def suggestions(text: str, *, limit: int = 8) -> list[Tag]:
    """Topics whose name holds what was typed, the most used first."""
    words = " ".join(text[:100].split())
    tags = Tag.objects.public().filter(name__icontains=words) if words else Tag.objects.public()
    return list(tags.order_by("-uses_count", "name")[:limit])


def subjects_with(tag_slugs: Collection[str], kind: str):
    """Ids of the subjects of a kind that have all these topics, as a queryset to filter with: `pk__in=…`."""
    rows = None
    for slug in tag_slugs:
        some = Tagging.objects.filter(subject_kind=kind, tag__slug=slug, tag__hidden_at=None).values("subject_id")
        rows = some if rows is None else rows.filter(subject_id__in=some)
    return rows if rows is not None else Tagging.objects.none().values("subject_id")
