"""fediverse: the town, its processes and officials as actors that anyone on Mastodon and its kin can follow (ActivityPub).

Owns FediverseActor, Publication, the others (RemoteActor, Follower, RemoteNote, Reaction, Host) and what travels (Activity,
Parcel, Received). Words that come in are told to the team as base.Heard; crossings make more of them.
"""
