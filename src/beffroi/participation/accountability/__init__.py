"""accountability: what was decided, why, from which contributions, and what becomes of it.

Owns Decision (a tree whose progress is rolled up), DecisionUpdate, Satisfaction, CouncilVote and its Ballot of each
Representative, Mandate and Commitment. A component of a process; representatives and votes belong to the whole town. Opens the verbs
"comment" and "support". Tells DecisionTaken, DecisionUpdated, VoteHeld.
"""
