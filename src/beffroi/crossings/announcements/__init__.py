"""announcements: what happens in participation becomes a draft post, which the team reads, changes and submits.

Owns nothing: hears every `Announceable` fact (a phase opened, an answer given, a decision taken) and drafts once.
"""
