"""The pages of newsletters: for readers, and for the team."""
