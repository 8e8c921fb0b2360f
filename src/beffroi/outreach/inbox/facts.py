from dataclasses import dataclass

from django.utils.translation import pgettext_lazy

from beffroi.kernel.facts import Fact


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(Fact):
    """Somebody wrote to the town: for the first time in this thread, or again after it was closed."""

    said = pgettext_lazy("log", "A conversation with the town began.")
    conversation_id: int
    heard_id: int
    channel: str
    is_private: bool


@dataclass(frozen=True, kw_only=True)
class MessageTaken(Fact):
    """One more message stands in a conversation."""

    said = pgettext_lazy("log", "A message came into the inbox.")
    conversation_id: int
    heard_id: int


@dataclass(frozen=True, kw_only=True)
class ReplySent(Fact):
    """An answer is out, where the message was written."""

    said = pgettext_lazy("log", "A message was answered.")
    conversation_id: int
    reply_id: int
    channel: str


@dataclass(frozen=True, kw_only=True)
class ConversationClosed(Fact):
    """The team closed a conversation, or set it aside as spam."""

    said = pgettext_lazy("log", "A conversation was closed.")
    conversation_id: int
    is_spam: bool
