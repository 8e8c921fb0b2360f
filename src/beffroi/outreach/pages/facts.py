from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class PagePublished(Fact):
    said = pgettext_lazy("log", "A page was published.")
    page_id: int


@dataclass(frozen=True, kw_only=True)
class PageChanged(Fact):
    said = pgettext_lazy("log", "A page was changed.")
    page_id: int


@dataclass(frozen=True, kw_only=True)
class PageWithdrawn(Fact):
    said = pgettext_lazy("log", "A page was withdrawn.")
    page_id: int


@dataclass(frozen=True, kw_only=True)
class PageConfirmed(Fact):
    """Somebody read it again and found it still true."""

    said = pgettext_lazy("log", "A page was checked: still true.")
    page_id: int


@dataclass(frozen=True, kw_only=True)
class RequestReceived(Fact):
    said = pgettext_lazy("log", "A request to a service was received.")
    request_id: int


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(Fact):
    said = pgettext_lazy("log", "A request to a service was answered.")
    request_id: int


@dataclass(frozen=True, kw_only=True)
class FilePublished(Fact):
    said = pgettext_lazy("log", "A document or a data file was published.")
    file_id: int


@dataclass(frozen=True, kw_only=True)
class WhoDoesWhatChanged(Fact):
    said = pgettext_lazy("log", "“Who does what” was changed.")
    competence_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class FeedEntryFound(Fact):
    """Another website published something; whoever writes posts may make a draft of it."""

    said = pgettext_lazy("log", "Another website published something.")
    entry_id: int
    origin: str
    title: str
    text: str
    url: str
    source: str
    language: str
