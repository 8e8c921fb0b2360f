"""feed: the channel of Atom, RSS and JSON Feed. Owns Entry; identifiers of entries never change."""
