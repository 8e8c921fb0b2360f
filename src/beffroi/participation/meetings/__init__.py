"""meetings: people meet, in a room, online or both, as a component of a process or of a group.

Owns Meeting, Registration, Passage (what happened at the door), LiveQuestion and LiveVote. A place is taken under the lock of
the meeting's row; whoever comes later waits in order. Opens the verbs "propose" and "comment". Tells MeetingPublished,
MeetingMoved, MeetingCancelled, MinutesPublished; each registration, place that freed and check-in.
"""
