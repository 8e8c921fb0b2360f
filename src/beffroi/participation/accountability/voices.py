"""Whose contributions a decision came from, and who stands around them: ids of voices."""

from collections.abc import Iterable, Iterator

from beffroi.commons.supports import queries
from beffroi.kernel.subjects import Subject, cards_of
from beffroi.participation.accountability.models import Decision, Source
from beffroi.participation.spaces.models import Component
from beffroi.participation.spaces.types import contributions


def subjects_of(decision: Decision) -> list[Subject]:
    rows = Source.objects.filter(decision=decision).order_by("pk").values_list("subject_kind", "subject_id")
    return [Subject(kind, pk) for kind, pk in rows]


def authors_of(subjects: Iterable[Subject]) -> dict[Subject, set[int]]:
    """Everyone who signed each contribution: its author, and its co-authors where its component knows some."""
    subjects = list(subjects)
    found: dict[Subject, set[int]] = {subject: set() for subject in subjects}
    for subject, card in cards_of(subjects).items():
        if card.voice_id:
            found[subject].add(card.voice_id)
    for source in contributions:
        for subject, voices in source.authors(subjects).items():
            found[subject].update(voices)
    return found


def source_voices(decision: Decision) -> set[int]:
    return set().union(*authors_of(subjects_of(decision)).values())


def supporters_of(subjects: Iterable[Subject]) -> Iterator[int]:
    """Those who stood behind the contributions, and those who follow them."""
    for subject in subjects:
        yield from queries.supporters(subject)
        yield from queries.followers(subject)


def contributors_of(process_id: int) -> Iterator[int]:
    """Every voice that contributed to any part of the process."""
    for component in Component.objects.filter(process_id=process_id).select_related("process"):
        if component.kind in contributions:
            yield from contributions[component.kind].voices(component)
