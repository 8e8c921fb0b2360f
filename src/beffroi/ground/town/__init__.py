"""town: who the town is. Owns Town (one row), OpeningHours, legal pages, theme, languages and feature switches."""
