from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SubjectTagged(Fact):
    """Something has topics that it had not: whoever follows them may want to know."""

    subject_kind: str
    subject_id: int
    tag_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class TagMerged(Fact):
    tag_id: int
    into_id: int
