"""threads: the commune's Threads account, through Meta's Threads API with an app of the commune.

Owns no table. Speaks (words, pictures, carousels, videos, polls), listens (replies, mentions), hides replies, measures.
"""
