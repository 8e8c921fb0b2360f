from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class SubjectTagged(Fact):
    """Something has topics that it had not: whoever follows them may want to know."""

    said = pgettext_lazy("log", "A subject received new topics.")
    subject_kind: str
    subject_id: int
    tag_ids: list[int]


@dataclass(frozen=True, kw_only=True)
class TagMerged(Fact):
    said = pgettext_lazy("log", "Two topics became one.")
    tag_id: int
    into_id: int
