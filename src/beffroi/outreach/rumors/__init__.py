"""rumors: a doubtful claim is received, checked with sources, read by a second person, published with its verdict, and answered where it circulates.

Owns Rumor, Sighting (where somebody met it, and who asked), Source, Note, Edition (one wording of the verdict; every later one is a public,
dated correction), Merge (what went along, so that it can be undone). Tells RumorReceived, RumorPublished, RumorClosed, RumorMerged,
RumorParted.
"""
