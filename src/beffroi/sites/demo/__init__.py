"""demo: the demonstration town, which has lived for a year.

Owns no table: reads `content/*.toml` (our own words; a fictitious town of 3,000 people) and calls the actions of the
domains, with dates counted in days from the day of the demonstration.
"""
