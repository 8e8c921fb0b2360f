"""bluesky: the commune's account on the AT Protocol, wherever its data server (PDS) stands.

Owns nothing but the wire: the address of a post is derived from its key, so that publishing twice publishes once.
"""
