"""opendata: every public result as tables, files and a catalogue.

Owns no table. A `Dataset` is registered (the processes, their phases, topics…); the results of every public component are there by
themselves: one file for each table, one archive for each component, and for each kind of component one file of the whole town. The catalogue
is a page, DCAT-AP (JSON-LD and Turtle) and a data package.
"""
