"""desk: the team's day: what waits for me, what is late, what was said."""
