"""What the team does here: decisions and their news; the council. What people do: say whether a promise was kept."""
