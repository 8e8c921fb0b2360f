"""verification: who may take part, asked once something is written, without keeping who one is.

Owns Verification (an account was verified by one method: what that attests, until when), PersonKey (one person, one account:
a keyed hash and nothing else), Conflict (two accounts, one person: the team decides), Provider (an identity provider), Roll and
RollLine (a list of people as keyed hashes), Letter (a code by post), Telephone (a code by text message), AgeSaid and Agreement
(a minor, and a parent's word). Asks upwards how a code reaches a telephone (`types.code_senders`). Words: a *requirement* is
plain JSON that says what one act asks for; an *identity* is never stored, only its keyed hash. Tells PersonVerified,
VerificationEnded, VerificationMoved.
"""
