"""conversations: threads and messages, on any content and in the town-wide forum.

Owns Thread (the one of a subject, or a topic of the forum), Message, Speaker (a voice in a thread), Revision (what a
message said before) and Mention. A message comes from a voice, through an origin (channel, address). Opens the subject
verb "comment"; its own kinds are "message" and "topic". Tells MessageSent, MessageEdited, MessageRemoved, ThreadOpened,
ThreadClosed.
"""
