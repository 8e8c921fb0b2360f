"""site: the channel that is the town's own site.

Owns Article: what a published post becomes here, with its address, its comments and its place in the search.
"""
