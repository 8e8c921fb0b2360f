"""Pages: mine (one's own data), register (public) and desk (the team's)."""
