"""conversations: threads and messages, on any content and in the town-wide forum.

Owns Thread and Message. A message comes from a voice, through an origin (channel, address). Opens the subject verb
"comment". Tells MessageSent, MessageEdited, MessageRemoved, ThreadOpened.
"""
