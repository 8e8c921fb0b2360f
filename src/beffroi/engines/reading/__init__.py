"""reading: what a program can say of a short text without a network: its language, personal data in it, words that call for a
look, texts that resemble it.

Everything is a suggestion that explains itself (which words), for the order of reading and for a warning before publication.
Nothing here decides, refuses or hides. Deterministic; no model, no download. `python -m beffroi.engines.reading < text`.
Limits, as measured in tests/: language under twenty letters is a guess; insults are found by words, so irony and hate without
a rude word are missed, and slang praise is found; distress is found by set phrases. Names of persons are not looked for.
"""
