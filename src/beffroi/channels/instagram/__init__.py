"""instagram: the commune's professional Instagram account, through Instagram's own login with an app of the commune.

Owns no table. Speaks (pictures, carousels, reels, stories), listens (comments, mentions, messages), hides, measures.
"""
