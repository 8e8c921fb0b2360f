"""announcements: a fact of participation becomes a draft post for the team."""
