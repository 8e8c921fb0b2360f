"""privacy: what is kept of whom and why; download all that is mine, erase me; the register of processing.

Owns Archive (a download being made), Erasure (an account about to go), Consent, SleepWarning and Breach. Every domain
that keeps personal data registers a PersonalData in its `plugs`; from them come the archive, the erasure, the nightly
cleaning by retention rule and the public register. Tells ErasureAsked and BreachNoted.
"""
