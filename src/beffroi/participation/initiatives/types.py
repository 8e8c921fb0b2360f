"""Words that several files of this domain share."""

PROMISE = "initiative"  # the kind of promise, in commons.promises
WAITING_SEAL = "initiatives.guest"  # what a visitor typed, sealed until her code comes
