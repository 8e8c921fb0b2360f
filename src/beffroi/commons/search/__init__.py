"""search: one index of every public text; French stemming, accents, typos, prefixes; SQLite FTS5 or PostgreSQL.

Owns Document (what is findable; other domains `put` and `remove` it in their own transaction), Label (a topic of documents) and Word
(the vocabulary, for typos and for the word being typed). Words are reduced to stems by ourselves, at write and at read time, so that
both databases find the same things.
"""
