"""kernel: what every floor stands on. It knows no town.

Owns facts and reactions, jobs, registries, rules and refusals, access, subjects, the clock, outgoing HTTP,
clean HTML, mail, the ledger, rate limits, cached fragments, the edge cache and the server processes.
"""
