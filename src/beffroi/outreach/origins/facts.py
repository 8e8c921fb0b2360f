from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class OriginFact(Fact, abstract=True):
    origin_id: int
    heard_id: int | None
    subject_kind: str
    subject_id: int


@dataclass(frozen=True, kw_only=True)
class HeardBecame(OriginFact):
    """Something said on a network stands here too from now on."""

    said = pgettext_lazy("log", "A message from a network became something here.")
    is_automatic: bool


@dataclass(frozen=True, kw_only=True)
class OriginObjected(OriginFact):
    """Its author does not want it used; it is withdrawn."""

    said = pgettext_lazy("log", "Somebody objected to the use of their message.")


@dataclass(frozen=True, kw_only=True)
class OriginPutBack(OriginFact):
    """The team found that the objection did not come from the author."""

    said = pgettext_lazy("log", "A contribution from a network was put back by the team.")


@dataclass(frozen=True, kw_only=True)
class ContactAdmitted(Fact):
    """What somebody says on a network may be shown here from now on."""

    said = pgettext_lazy("log", "The team lets somebody of a network be shown.")
    contact_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ContactRefused(Fact):
    said = pgettext_lazy("log", "The team does not take in what somebody says on a network.")
    contact_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ContactLifted(Fact):
    said = pgettext_lazy("log", "The team takes in again what somebody says on a network.")
    contact_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class OutcomeKnown(Fact):
    """Something came of what people said elsewhere: they are told, each in her own thread."""

    said = pgettext_lazy("log", "People on networks are told what came of what they said.")
    subject: str
    sentences: dict[str, str]
    url: str
    key: str
    at: str
    title: str
    is_statement: bool
