"""opinions: groups of opinion and what they agree on, from agree, disagree and pass.

Own numbers after the published formulas of the Polis method: principal components of a sparse table, stable groups,
what stands for each group, what gathers all of them, which statement to show next. No clock, no chance beyond the seed: the
same votes and the same seed give the same file.

Command line: `python -m beffroi.engines.opinions map participants-votes.csv --seed N --json` (`--help`).
"""
