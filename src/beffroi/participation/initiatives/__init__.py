"""initiatives: petitions to the council, from the promoting committee to the promised answer, as a component of a space.

Owns InitiativeType, Initiative with its Members, Steps and Answers, Signatures (identities sealed), paper Sheets with
their lines, and Rolls (lists of voters or residents as keyed hashes). Opens the verbs "start", "sign" and "comment".
Tells InitiativeOpened, ThresholdReached and InitiativeAnswered (announceable), InitiativeMoved and others.
"""
