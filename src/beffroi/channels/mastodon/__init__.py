"""mastodon: the town's account on a Mastodon server that it does not run itself.

Owns nothing but the wire: OAuth app per server, Idempotency-Key, media, polls, comments and mentions.
"""
