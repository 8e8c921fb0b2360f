"""webpush: notifications on the devices of those who asked for them, without any third party of ours (RFC 8030, 8291, 8292).

Owns Keys (the town's VAPID pair), Subscription (one browser) and Notice (one publication on its way to them).
"""
