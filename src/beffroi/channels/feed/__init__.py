"""feed: the channel of Atom, RSS and JSON Feed."""
