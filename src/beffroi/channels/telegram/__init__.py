"""telegram: the commune's Telegram channel, written by a bot of its own.

Owns nothing but the wire. Telegram has neither a key nor a way to read back: at most once, and an honest "unknown".
"""
