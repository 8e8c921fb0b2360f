"""facebook: the commune's Facebook Page, through the Graph API with an app of its own.

Owns no table. Speaks (posts, photos, videos, reels, stories), listens (comments, mentions, messages, recommendations), moderates, measures.
"""
