"""town: who the town is. Owns Town and Legal (one row each), OpeningHours and ExceptionalDay, theme, languages, feature switches.

A *town* is any public body: its kind gives the vocabulary (the mayor, the president…). Legal pages are made from these
settings. Asks up: `features` (what can be switched off), `legal_pages`, `processings` (what is done with personal data).
Tells TownChanged.
"""
