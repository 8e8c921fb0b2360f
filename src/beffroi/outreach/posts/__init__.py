"""posts: news and other publications of the town, from draft to published.

Owns Post, PostVersion, Note and Outlet (a chosen channel account). A post is approved by a named validator, bound to a
hash of its content; an edit voids the approval. Tells PostSubmitted, PostPublished, PostWithdrawn.
"""
