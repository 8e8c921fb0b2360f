from beffroi.outreach.inbox.models.conversations import Conversation, Entry, Words
from beffroi.outreach.inbox.models.work import Act, Change, Label, Macro, Presence, SavedReply, Team

__all__ = ["Act", "Change", "Conversation", "Entry", "Label", "Macro", "Presence", "SavedReply", "Team", "Words"]
