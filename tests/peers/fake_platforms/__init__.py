"""Networks on this machine: built by hand from their public documentation (read in 2026), stateful, and naughty when told.

Each is a small threaded HTTP server. `platform.misbehave(...)` makes the next matching call fail in one of the ways that
real networks do; the worst is "dropped": the act is done and the answer is lost.
"""
