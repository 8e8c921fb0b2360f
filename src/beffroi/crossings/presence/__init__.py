"""presence: what happens here can be followed from Mastodon, and people who speak from there can be recognised here.

Owns who of the town has an actor of its own (processes, officials who agreed, topics of alerts, feeds), what each of them said under
which address, and which accounts elsewhere belong to a person here. Speaks through `channels.fediverse`.
"""
