"""posts: news and other publications of the town, from one text to every network.

Owns Post with its pictures, wordings in other languages, sources (Claim), chosen accounts (Outlet) and what one account says
otherwise (Variant); PostVersion and Note; Template, Series and Handle, which are used again; PostDraft, what is being typed. A post
is approved bound to a hash of its content, and only that content goes out; an edit voids the approval. Tells PostSubmitted,
PostPublished, PostChanged, PostOver, PostWithdrawn, PostMissed.
"""
