from beffroi.outreach.neutrality.models.elections import Election, Flag, Setting
from beffroi.outreach.neutrality.models.opposition import Group, Member, SlotRule, Tribune

__all__ = ["Election", "Flag", "Group", "Member", "Setting", "SlotRule", "Tribune"]
