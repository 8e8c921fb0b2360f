"""What changes surveys: the team's form (`editing`, `making`), people's answers (`answering`), figures (`counting`, `reckoning`)."""
