"""search: one index of every public text; French stemming, accents, typos, prefixes; SQLite FTS5 or PostgreSQL."""
