"""ballots: the roll and the urn of a vote, which nobody can join, for the components that put something to the vote.

Owns Election with its Voters (the roll) and Marks (who took part), the Urn with its Slips (anonymous) or Ballots (secret, encrypted and
verifiable), Credentials, Trustees, the Events of the archive, and Counts of paper. Knows no counting rule: that is the component's.
Tells ElectionOpened, ElectionClosed and ElectionCounted; no fact says who voted, and none is told when somebody votes.

Between person and ballot no link is kept. Casting writes the ballot, and adds the person to one sealed set in the row of the urn: a
set has no order. From time to time a job empties the set: it writes the marks of all who took part anew, in an order drawn by lot, and
the rows of the urn with them, so that neither numbers, nor places, nor the transactions that the database remembers tell who came when.
"""
