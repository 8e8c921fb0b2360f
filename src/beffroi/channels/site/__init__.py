"""site: the channel that is the town's own site: a published post becomes an article here."""
