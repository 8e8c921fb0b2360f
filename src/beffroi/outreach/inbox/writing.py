"""What is approved of an answer: its words, and to whom they go."""

from beffroi.channels.base.actions import content_hash
from beffroi.outreach.inbox.models import Entry


def hash_of(entry: Entry) -> str:
    return content_hash({"text": entry.text, "conversation": entry.conversation_id, "answers": entry.answers_id})
