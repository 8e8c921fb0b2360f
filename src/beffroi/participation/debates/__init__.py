"""debates: a question put to discussion, as a component of a process.

Owns Debate. Contributions are messages of `commons.conversations` with a stance (for, against, nuance), shown in columns.
Opens the verbs "contribute" and "support". Tells DebateClosed when the team writes the closing summary.
"""
