"""ballots: secret votes that anyone can check, after the Belenios protocol (version 1).

Credentials, trustees (one, all, or some of several), encrypted ballots with their proofs, tally, shuffles, decryption, result, and
the archive `.bel`, byte for byte as `belenios-tool` 2.0 writes and checks it; and a verifier of our own.

Source: the Belenios 2.0 specification (doc/specification.tex); shuffles after CHVote 1.3.2, as that specification uses them.

Command line: `python -m beffroi.engines.ballots verify FILE.bel` (exit 0 only if all holds; `--help`).
"""
