"""resources: what must be known first, as a component of a process.

Owns Resource (an explanation, a document, a question and its answer, a link, a key figure) and Term (a word of the
glossary). Each may have a version that is easy to read (FALC). Tells ResourcePublished.
"""
