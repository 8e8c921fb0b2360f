"""lottery: a citizens' panel drawn by lot, as fair as its quotas allow, in a way that anyone can watch and check.

Quotas with advice when nobody can meet them; a simple stratified draw; a fair lottery (maximin, leximin) over 1,000 published
panels of which dice, thrown in public, choose one; replacements; a report without names.

Command line: `python -m beffroi.engines.lottery panels PEOPLE.csv QUOTAS.csv --size N --json` (`--help`).
"""
