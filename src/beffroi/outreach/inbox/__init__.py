"""inbox: everything said to the town, on networks and by mail, as one list of conversations that the team answers.

Owns Conversation (one author, one thread; private and public apart), Entry (what came in, an answer, a private note), Act and
Change (who did what, undone in one press), Team, Label, SavedReply, Macro, and Presence (who reads or writes now). What came
in stays in `channels.base` (Heard), what goes out is a Delivery of the subject "inbox_reply": read, approved where the plan
says so, sent once. Tells ConversationOpened, MessageTaken, ReplySent, ConversationClosed.
"""
