"""tally: from ballots to a result that anyone can compute again.

Participatory budgets (greedy in three variants, Equal Shares, Phragmén), rankings (Schulze, instant run-off), grades
(majority judgment, score) and plain choices. No clock, no chance, no database: the same input gives the same file, byte
for byte. Ties are broken by a lot order that is published before the count.

Command line: `python -m beffroi.engines.tally pb|rank|grades|choices|check …` (`--help`).
"""
