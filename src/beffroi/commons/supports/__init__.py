"""supports: support, follow and graded reactions on any subject.

Owns Support, Follow, Reaction and Tally (the reactions to one subject, counted). Asks the subject's kind for permission
(verbs "support", "follow", "react"; whoever may support may take it back, until the kind says `closed`), and keeps its
counters "supports" and "follows". Registries: `supporter_lists` (whose names may be shown). Tells Supported,
SupportWithdrawn, Followed, Unfollowed, Reacted.
"""
