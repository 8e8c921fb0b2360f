"""votes: a question put to the vote, as a component of a process.

Owns Vote, Question, Option, Ballot (of open polls only), Pattern, PaperSheet and Outcome. Opens the verb "vote". Three modes: open poll,
anonymous, secret and verifiable; the last two cast their ballots into the urn of `participation.ballots`, which knows no person. Counts by
`engines.tally`, so that anyone can count again. Tells VoteOpened, VoteCounted and VoteConcluded; no fact says who voted.
"""
