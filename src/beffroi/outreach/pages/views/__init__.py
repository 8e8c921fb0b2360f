"""Public pages of what the town explains, and the desk where it is written."""
