"""strategy: what the commune wants to reach by speaking, with whom, where, why; and how far it is.

Owns Plan, Objective, Audience, KeyMessage, ChannelChoice, Member, Campaign, Point. Metrics and the content of campaigns
are asked of the domains above; advice is computed from the town's own figures and says from how many.
"""
