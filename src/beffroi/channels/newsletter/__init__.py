"""newsletter: the town's letters by e-mail, to those who confirmed that they want them.

Owns Letter (what one subscribes to), Subscriber, Subscription, Intake (a list that was brought in, with its proof of
consent), Issue with its Blocks, Recipient (one row for each mail, sent at most once) and Link (clicks, never who clicked).
"""
