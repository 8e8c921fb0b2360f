"""What the verbs of ./beffroi do."""

import sys

# Where they are installed (by what tests use), granian loads them: an event loop that is not ours, and a reloader.
for _unused in ("uvloop", "watchfiles"):
    sys.modules.setdefault(_unused, None)  # type: ignore[arg-type]
