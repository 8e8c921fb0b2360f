"""accountability: decisions and what became of them, votes of the council, pages of representatives; a component."""
