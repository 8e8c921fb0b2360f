"""Pure calculation: no Django, JSON in and out, a command line each."""
