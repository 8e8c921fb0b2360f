"""Pages and doors: who we are (discovery, actors), what we said (objects), what comes in (inbox), and the team's desk."""
