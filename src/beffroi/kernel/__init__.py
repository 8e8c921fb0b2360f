"""kernel: what every floor stands on. It knows no town.

Owns facts and reactions, jobs, registries, rules and refusals, access, subjects, the clock, outgoing HTTP,
clean HTML, mail, the ledger, rate limits, cached fragments, the edge cache and the server processes.
"""

import sys

# httpx has a command line, which would bring click, rich and pygments into every process: without it, httpx says so and goes on.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
