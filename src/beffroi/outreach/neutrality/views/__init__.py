from beffroi.outreach.neutrality.views.elections import delete_election, election, index, settings
from beffroi.outreach.neutrality.views.opposition import group, groups, hold, member, member_link, release, rule
from beffroi.outreach.neutrality.views.public import mine, public, take_back, tribune, write

__all__ = [
    "delete_election",
    "election",
    "group",
    "groups",
    "hold",
    "index",
    "member",
    "member_link",
    "mine",
    "public",
    "release",
    "rule",
    "settings",
    "take_back",
    "tribune",
    "write",
]
