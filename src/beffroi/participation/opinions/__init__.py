"""opinions: short statements to agree or disagree with, and the map of those who think alike, as a component of a process.

Owns OpinionMap, Statement, Participant, Vote and Count. Opens the verbs "vote" and "state". Nobody's votes are kept with a name: a
participant is a number, and what leads to it is a keyed hash. Numbers come from engines.opinions, in a job, never in a request.
"""
