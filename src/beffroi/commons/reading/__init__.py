"""reading: local machine help for people who write and for the team that reads: language, personal data, words that call for a look.

Owns no table: what is found in a text is kept in the cache under the digest of the text, never beside a person. Nothing is refused,
hidden or published by it. Uses `engines.reading`; its limits are said there and on the page of automated processing.
"""
