from dataclasses import dataclass

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ThreadOpened(Fact):
    """Somebody opened a topic of the forum."""

    thread_id: int
    message_id: int
    voice_id: int
    title: str


@dataclass(frozen=True, kw_only=True)
class ThreadClosed(Fact):
    """No more messages: read only."""

    thread_id: int


@dataclass(frozen=True, kw_only=True)
class MessageSent(Fact):
    """`subject_kind` and `subject_id` are what the thread is about; ("topic", thread) in the forum."""

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

    thread_id: int
    count: int


@dataclass(frozen=True, kw_only=True)
class MessageEdited(Fact):
    message_id: int
    thread_id: int


@dataclass(frozen=True, kw_only=True)
class MessageRemoved(Fact):
    """Its author took it back; its place stays if somebody answered."""

    message_id: int
    thread_id: int
