from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Fact):
    """Somebody opened a topic of the forum."""

    said = pgettext_lazy("log", "A discussion of the forum was opened.")
    thread_id: int
    message_id: int
    voice_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(Fact):
    """No more messages: read only."""

    said = pgettext_lazy("log", "A discussion was closed.")
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class MessageSent(Fact):
    """`subject_kind` and `subject_id` are what the thread is about; ("topic", thread) in the forum."""

    said = pgettext_lazy("log", "A message was written.")
    message_id: int
    thread_id: int
    voice_id: int
    subject_kind: str
    subject_id: int
    parent_id: int | None
    is_official: bool
    origin_channel: str


@dataclass(frozen=True, kw_only=True)
class MessagesBroughtIn(Fact):
    """Messages of an old discussion elsewhere were imported: findable from now on, told to nobody."""

    said = pgettext_lazy("log", "Messages of an old discussion were imported.")
    thread_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class MessageEdited(Fact):
    said = pgettext_lazy("log", "A message was changed by its author.")
    message_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class MessageRemoved(Fact):
    """Its author took it back; its place stays if somebody answered."""

    said = pgettext_lazy("log", "A message was taken back by its author.")
    message_id: int
    thread_id: int
