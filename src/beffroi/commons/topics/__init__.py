"""topics: tags, and typed links between subjects."""
