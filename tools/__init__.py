"""tools: everything that installs, builds, checks and tests; standard library only before `.venv` exists."""
