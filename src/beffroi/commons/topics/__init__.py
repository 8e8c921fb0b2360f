"""topics: tags, and typed links between subjects.

Owns Tag, Tagging (a subject has a tag) and Link (a subject comes from, answers, is decided by… another). A tag is a subject: it can be
followed, found and taken out of sight. What has tags is found by them too: topics calls search.
"""
